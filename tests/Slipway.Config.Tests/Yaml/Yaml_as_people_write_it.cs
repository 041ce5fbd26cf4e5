using Slipway.Config.Compilation;
using Slipway.Config.Tests.Compilation;
using Slipway.Model.Plans;

namespace Slipway.Config.Tests.Yaml;

public sealed class Yaml_as_people_write_it
{
    private const string Body = "version: 2.1\njobs:\n  build:\n    machine: true\n    steps:\n      - run: |\n          one\n          two\n";

    [Fact]
    public void Lines_may_end_as_on_Windows()
    {
        var plan = Compiled.Plan(Body.Replace("\n", "\r\n", StringComparison.Ordinal));

        Assert.Equal("one\ntwo\n", Command(plan));
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_text()
    {
        Assert.True(Compiled.Of("\uFEFF" + Body).IsValid);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sixteen_bit_text_with_a_mark_is_read(bool isBigEndian)
    {
        var encoding = new System.Text.UnicodeEncoding(isBigEndian, byteOrderMark: true);
        byte[] content = [.. encoding.GetPreamble(), .. encoding.GetBytes(Body)];

        Assert.True(Compiled.Of(new ConfigSource("config.yml", content)).IsValid);
    }

    [Fact]
    public void Tabs_inside_a_block_stay()
    {
        var plan = Compiled.Plan(Body.Replace("          two", "          \ttwo", StringComparison.Ordinal));

        Assert.Equal("one\n\ttwo\n", Command(plan));
    }

    [Fact]
    public void An_anchor_defined_twice_counts_from_its_second_place_on()
    {
        var job = Compiled.Job("    machine: true\n    environment: {A: &a one, B: *a, C: &a two, D: *a}\n    steps: [run: x]\n");

        Assert.Equal("one one two two", string.Join(' ', job.Environment.Values));
    }

    [Fact]
    public void Own_keys_beat_merged_ones_and_the_first_merge_beats_the_second()
    {
        var plan = Compiled.Plan(
            "version: 2.1\na: &a {A: a, B: a, C: a}\nb: &b {B: b, C: b, D: b}\njobs:\n  build:\n    machine: true\n" +
            "    environment:\n      <<: *a\n      <<: *b\n      C: own\n    steps: [run: x]\n");

        Assert.Equal("A=a B=a C=own D=b", Text(plan.Workflows[0].Jobs[0].Environment));
    }

    [Fact]
    public void A_list_of_maps_can_be_merged()
    {
        var plan = Compiled.Plan(
            "version: 2.1\na: &a {A: a}\nb: &b {A: b, B: b}\njobs:\n  build:\n    machine: true\n    environment: {<<: [*a, *b]}\n    steps: [run: x]\n");

        Assert.Equal("A=a B=b", Text(plan.Workflows[0].Jobs[0].Environment));
    }

    [Fact]
    public void Dates_and_versions_with_two_points_stay_as_they_are_written()
    {
        var job = Compiled.Job("    machine: true\n    environment: {DAY: 2019-01-01, TIME: 2001-12-14t21:59:43.10-05:00, V: 1.2.3}\n    steps: [run: x]\n");

        Assert.Equal("2019-01-01 2001-12-14t21:59:43.10-05:00 1.2.3", string.Join(' ', job.Environment.Values));
    }

    [Theory]
    [InlineData("1000000", "1e+06")]
    [InlineData("1234567", "1.234567e+06")]
    [InlineData("123456", "123456")]
    [InlineData("1.10", "1.1")]
    [InlineData("8.0", "8")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("0x1F", "31")]
    [InlineData("010", "8")]
    [InlineData("1_000", "1000")]
    [InlineData("-5", "-5")]
    [InlineData("1:30", "90")]
    [InlineData("yes", "true")]
    [InlineData("Off", "false")]
    [InlineData("\"1.10\"", "1.10")]
    [InlineData("~", "<nil>")]
    public void Unquoted_values_reach_the_environment_as_on_CircleCI(string written, string value)
    {
        var job = Compiled.Job($"    machine: true\n    environment: {{A: {written}}}\n    steps: [run: x]\n");

        Assert.Equal(value, job.Environment["A"]);
    }

    [Fact]
    public void Of_several_documents_the_first_is_read()
    {
        var result = Compiled.Of(Body + "---\nversion: 3\n");

        Assert.True(result.IsValid);
        Assert.Equal("9:1 warning SLW0014", Compiled.Line(result.Diagnostics[0])[..19]);
    }

    private static string Command(Plan plan) => ((RunStep)plan.Workflows[0].Jobs[0].Steps[0]).Command;

    private static string Text(IReadOnlyDictionary<string, string> variables) => string.Join(' ', variables.Select(pair => $"{pair.Key}={pair.Value}"));
}
