using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Model.Assignments;
using Slipway.Model.Texts;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Texts;

/// <summary>Times, counts and sizes have one way of being written, and no message names a type.</summary>
public sealed partial class TextsForPeopleTests
{
    [Theory]
    [InlineData("00:00:00", "0 s")]
    [InlineData("00:00:00.4200000", "0.42 s")]
    [InlineData("00:00:03", "3 s")]
    [InlineData("00:00:09.9999999", "10 s")]
    [InlineData("00:00:12.3400000", "12.3 s")]
    [InlineData("00:00:59.9990000", "1 min")]
    [InlineData("00:01:27.9450000", "1 min 28 s")]
    [InlineData("00:11:00", "11 min")]
    [InlineData("00:59:59.9000000", "1 h")]
    [InlineData("01:03:00", "1 h 3 min")]
    [InlineData("1.02:00:00", "26 h")]
    public void A_time_is_written_in_its_two_largest_units(string time, string expected) =>
        Assert.Equal(expected, DurationText.Of(TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(0, "0 layers")]
    [InlineData(1, "1 layer")]
    [InlineData(2, "2 layers")]
    public void A_count_has_the_word_that_is_right_for_it(int count, string expected) => Assert.Equal(expected, CountText.Of(count, "layer"));

    [Theory]
    [InlineData("""{"limits": {"runs": "many"}}""", "line 1, limits.runs: the value is not a number that can be here")]
    [InlineData("""{"allowPublicSubnets": 1}""", "line 1, allowPublicSubnets: the value is not true or false")]
    [InlineData("""{"extraHosts": 5}""", "line 1, extraHosts: the value is not a list")]
    [InlineData("{\n\"network\": 5}", "line 2, network: the value is not a text")]
    [InlineData("""{"orbs": []}""", "line 1, orbs: the value is not a map")]
    public void What_is_wrong_in_a_file_of_settings_is_said_without_types(string json, string expected)
    {
        var failure = Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize(json, Cli.Settings.JobSettingsJson.Default.JobSettings));
        Assert.Equal(expected, JsonMistake.Explain(failure));
    }

    [Fact]
    public void What_is_wrong_in_an_assignment_is_said_without_types()
    {
        var failure = Assert.ThrowsAny<JsonException>(() => AssignmentJson.Read("{}"u8.ToArray()));
        Assert.DoesNotMatch(TypeNames(), JsonMistake.Explain(failure));
    }

    /// <summary>A number with its unit, or a type, put into a text by hand.</summary>
    [Fact]
    public void No_source_writes_a_time_or_a_type_into_a_text_in_a_way_of_its_own() => Assert.Empty(Checkout.SourceFiles("src")
        // One sentence is CircleCI's own, and what knows git refers to nothing.
        .Where(file => !file.StartsWith("src/Slipway.Model/Texts/", StringComparison.Ordinal) && Path.GetFileName(file) is not ("Run.cs" or "GitProcess.cs"))
        .SelectMany(file => File.ReadLines(Checkout.PathOf(file)).Where(line => OwnWays().IsMatch(line) && !line.Contains("InvalidOperationException", StringComparison.Ordinal)).Select(line => $"{file}: {line.Trim()}")));

    [Theory]
    [InlineData("""say($"waited {waited.TotalMilliseconds:0} ms");""")]
    [InlineData("""say($"no such {step.GetType().Name}");""")]
    [InlineData("""say($"in {pause.TotalSeconds:0} s");""")]
    [InlineData("""say($"{layers.Count} layers");""")]
    [InlineData("""say($"more than {most >> 20} MB");""")]
    [InlineData("""log.Say("Warning: there is nothing");""")]
    public void The_test_would_notice_another_way(string line) => Assert.Matches(OwnWays(), line);

    [GeneratedRegex(@"\{[^{}]*\.Total(Milliseconds|Seconds|Minutes|Hours)(:[^}]*)?\}|\{[^{}]*GetType\(\)\.(Full)?Name\}|\{[A-Za-z_.]*\.(Count|Length)\} [a-z]+s\b|\} [KMG]B\b|""Warning: ")]
    private static partial Regex OwnWays();

    [GeneratedRegex(@"System\.|Slipway\.")]
    private static partial Regex TypeNames();
}
