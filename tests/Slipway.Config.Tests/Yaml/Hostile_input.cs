using System.Diagnostics;
using System.Text;
using Slipway.Config.Compilation;
using Slipway.Config.Tests.Compilation;

namespace Slipway.Config.Tests.Yaml;

/// <summary>Whatever comes in, a diagnostic comes out, soon.</summary>
public sealed class Hostile_input
{
    private const string Jobs = "jobs:\n  build: {machine: true, steps: [run: x]}\n";

    [Fact]
    public void Fifty_megabytes_are_not_read()
    {
        Assert.Equal("SLW0002", Quickly(Enumerable.Repeat((byte)'a', 50 * 1024 * 1024).ToArray()));
    }

    [Fact]
    public void A_NUL_byte_is_named()
    {
        Assert.Equal("SLW0004", Quickly("version: 2.1\na: \0\n"u8.ToArray()));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_named_with_their_line()
    {
        var result = Compiled.Of(new ConfigSource("config.yml", (byte[])[.. "version: 2.1\nname: "u8, 0xe9, 0x0a]));

        Assert.Equal("2:7 error SLW0003: The file is not UTF-8: byte 0xE9 does not belong here (Save the file as UTF-8.)", Compiled.Line(result.Diagnostics[0]));
    }

    [Theory]
    [InlineData("[", "")]
    [InlineData("{a: ", "")]
    [InlineData("- ", "")]
    [InlineData("? ", "")]
    public void Ten_thousand_levels_of_nesting_are_refused(string level, string end)
    {
        Assert.Equal("SLW0006", Quickly("a: \n" + string.Concat(Enumerable.Repeat(level, 10_000)) + end));
    }

    [Fact]
    public void Aliases_of_aliases_are_refused()
    {
        var bomb = new StringBuilder("version: 2.1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 30; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Assert.Equal("SLW0008", Quickly(bomb.Append(Jobs).ToString()));
    }

    [Fact]
    public void Merges_of_merges_are_refused()
    {
        var keys = string.Join(", ", Enumerable.Range(0, 2000).Select(i => $"k{i}: {i}"));
        var merges = string.Concat(Enumerable.Range(0, 2000).Select(i => $"m{i}: {{<<: *big, own{i}: 1}}\n"));

        Assert.Equal("SLW0008", Quickly($"version: 2.1\nbig: &big {{{keys}}}\n{merges}{Jobs}"));
    }

    [Fact]
    public void Commands_that_double_at_every_level_are_refused()
    {
        var commands = string.Concat(Enumerable.Range(1, 60).Select(i => $"  c{i}: {{steps: [c{i - 1}, c{i - 1}]}}\n"));

        Assert.Equal("SLW0307", Quickly($"version: 2.1\ncommands:\n  c0: {{steps: [run: x]}}\n{commands}jobs:\n  build: {{machine: true, steps: [c60]}}\n"));
    }

    [Fact]
    public void Texts_that_double_at_every_level_are_refused()
    {
        var commands = string.Concat(Enumerable.Range(1, 60).Select(i =>
            $"  c{i}: {{parameters: {{t: {{type: string}}}}, steps: [c{i - 1}: {{t: '<< parameters.t >><< parameters.t >>'}}]}}\n"));

        Assert.Equal("SLW0224", Quickly(
            $"version: 2.1\ncommands:\n  c0: {{parameters: {{t: {{type: string}}}}, steps: [run: << parameters.t >>]}}\n{commands}" +
            "jobs:\n  build: {machine: true, steps: [c60: {t: '0123456789'}]}\n"));
    }

    [Fact]
    public void A_matrix_of_a_million_is_refused()
    {
        var values = string.Join(", ", Enumerable.Range(0, 1000).Select(i => $"v{i}"));

        Assert.Equal("SLW0551", Quickly(
            "version: 2.1\njobs:\n  build: {parameters: {a: {type: string}, b: {type: string}}, machine: true, steps: [run: << parameters.a >><< parameters.b >>]}\n" +
            $"workflows: {{main: {{jobs: [build: {{matrix: {{parameters: {{a: [{values}], b: [{values}]}}}}}}]}}}}\n"));
    }

    [Fact]
    public void A_chain_of_ten_thousand_commands_is_refused()
    {
        var commands = string.Concat(Enumerable.Range(1, 10_000).Select(i => $"  c{i}: {{steps: [c{i - 1}]}}\n"));

        Assert.Equal("SLW0307", Quickly($"version: 2.1\ncommands:\n  c0: {{steps: [run: x]}}\n{commands}jobs:\n  build: {{machine: true, steps: [c10000]}}\n"));
    }

    [Fact]
    public void A_circle_of_many_jobs_is_one_finding()
    {
        var jobs = string.Concat(Enumerable.Range(0, 3000).Select(i => $"      - j{i}: {{type: approval, requires: [j{(i + 1) % 3000}]}}\n"));

        Assert.Equal("SLW0505", Quickly($"version: 2.1\n{Jobs}workflows:\n  main:\n    jobs:\n{jobs}"));
    }

    private static string Quickly(string text) => Quickly(Encoding.UTF8.GetBytes(text));

    /// <summary>The code of the first error.</summary>
    private static string Quickly(byte[] content)
    {
        var clock = Stopwatch.StartNew();
        var result = Compiled.Of(new ConfigSource("config.yml", content));

        Assert.Null(result.Plan);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        return result.Diagnostics.First(diagnostic => diagnostic.Severity == Slipway.Model.Diagnostics.Severity.Error).Code;
    }
}
