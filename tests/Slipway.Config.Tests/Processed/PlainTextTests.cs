using Slipway.Config.Processed;
using Slipway.Config.Tests.Compilation;

namespace Slipway.Config.Tests.Processed;

public sealed class PlainTextTests
{
    /// <summary>Texts that some reader takes for a number, a boolean, null, a date or a mark: YAML 1.1 and 1.2, and the libraries of Go, Ruby, Python and JavaScript.</summary>
    [Theory]
    [InlineData("012345678901")]
    [InlineData("08")]
    [InlineData("0o17")]
    [InlineData("-08")]
    [InlineData("0b1010")]
    [InlineData("+0x1F")]
    [InlineData("1e3")]
    [InlineData("1E+3")]
    [InlineData("1_000")]
    [InlineData("1,000")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("+.5e-3")]
    [InlineData("1.10")]
    [InlineData("0x1p-2")]
    [InlineData("12:30:45")]
    [InlineData("190:20:30.15")]
    [InlineData("2001-12-14")]
    [InlineData("2001-12-14t21:59:43.10-05:00")]
    [InlineData("2001-12-14 21:59:43.10 -5")]
    [InlineData(".inf")]
    [InlineData("-.INF")]
    [InlineData(".NaN")]
    [InlineData("~")]
    [InlineData("Null")]
    [InlineData("y")]
    [InlineData("N")]
    [InlineData("yes")]
    [InlineData("oFF")]
    [InlineData("<<")]
    [InlineData("=")]
    [InlineData("-")]
    [InlineData("---")]
    [InlineData("...")]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("a: b")]
    [InlineData("a #b")]
    [InlineData("a:")]
    [InlineData(":a")]
    [InlineData("!a")]
    [InlineData("&a")]
    [InlineData("*a")]
    [InlineData("@a")]
    [InlineData("%a")]
    [InlineData("[a")]
    [InlineData("{a")]
    [InlineData("- a")]
    [InlineData("? a")]
    [InlineData("a\tb")]
    [InlineData("a\u0085b")]
    public void A_text_that_may_be_read_as_something_else_has_quotes(string text) => Assert.True(Processed(text)[0] is '"' or '\'');

    [Theory]
    [InlineData("make test")]
    [InlineData("cimg/base:current")]
    [InlineData("echo \"a\" && rm -rf 'b' | sort > c; d=$(e) f")]
    [InlineData("./gradlew --no-daemon test:all")]
    [InlineData("--flag=[a,b]")]
    [InlineData("v1.2.3")]
    [InlineData("3 apples")]
    [InlineData("~/project")]
    [InlineData("$HOME")]
    [InlineData("a,b")]
    public void A_text_that_every_reader_takes_for_itself_has_none(string text) => Assert.Equal(text, Processed(text));

    [Theory]
    [InlineData("test *.py")]
    [InlineData("N!-  *j14")]
    [InlineData("first\nsecond")]
    [InlineData("\u2028 - *a: b")]
    public void A_name_that_stands_as_a_key_is_read_back(string name)
    {
        var quoted = System.Text.Json.JsonSerializer.Serialize(name);
        var plan = Compiled.Plan($"version: 2.1\njobs:\n  {quoted}:\n    docker: [{{image: x}}]\n    environment: {{{quoted}: v}}\n    steps: [checkout]\nworkflows: {{w: {{jobs: [h: {{type: approval}}, {quoted}: {{requires: [h]}}]}}}}\n");

        var again = Compiled.Plan(ProcessedConfig.Write(plan));

        Assert.Equal(name, again.Workflows[0].Jobs[1].Name);
        Assert.Equal("v", again.Workflows[0].Jobs[1].Environment[name]);
    }

    private static string Processed(string text)
    {
        var quoted = System.Text.Json.JsonSerializer.Serialize(text);
        var plan = Compiled.Plan($"version: 2\njobs:\n  build:\n    docker: [{{image: x}}]\n    environment: {{V: {quoted}}}\n    steps: [checkout]\n");
        return ProcessedConfig.Write(plan).Split('\n').Single(line => line.StartsWith("      V: ", StringComparison.Ordinal))["      V: ".Length..];
    }
}
