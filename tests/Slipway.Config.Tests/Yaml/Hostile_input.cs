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

    /// <summary>Three megabytes of text, once in the file and often in what becomes of it.</summary>
    [Theory]
    [InlineData("an alias of a step", "c: &c {run: ': LONG'}", "docker: [{image: x}], steps: [MANY(*c)]", "j")]
    [InlineData("an alias of a command's text", "c: &c ': LONG'", "docker: [{image: x}], steps: [MANY({run: {name: n, command: *c}})]", "j")]
    [InlineData("a reference that is the whole text", "parameters: {p: {type: string, default: 'LONG'}}", "docker: [{image: x}], steps: [MANY({run: << pipeline.parameters.p >>})]", "j")]
    [InlineData("many references in one text", "parameters: {p: {type: string, default: 'LONG'}}", "docker: [{image: x}], steps: [{run: 'MANY(<< pipeline.parameters.p >>)'}]", "j")]
    [InlineData("sections that are left out", "parameters: {p: {type: boolean, default: false}}\nc: &c 'x<<# pipeline.parameters.p >>LONG<</ pipeline.parameters.p >>'", "docker: [{image: x}], steps: [MANY({run: *c})]", "j")]
    [InlineData("a map of variables", "c: &c {A: 'LONG'}", "docker: [{image: x}], steps: [MANY({run: {command: x, environment: *c}})]", "j")]
    [InlineData("a list of variables", "c: &c 'A=LONG'", "docker: [{image: x, environment: [MANY(*c)]}], steps: [run: x]", "j")]
    [InlineData("an image", "c: &c {image: 'LONG'}", "docker: [MANY(*c)], steps: [run: x]", "j")]
    [InlineData("an entrypoint", "c: &c 'LONG'", "docker: [MANY({image: x, entrypoint: *c})], steps: [run: x]", "j")]
    [InlineData("the paths of a cache", "c: &c 'LONG'", "docker: [{image: x}], steps: [{save_cache: {key: k, paths: [MANY(*c)]}}]", "j")]
    [InlineData("a name of jobs", "c: &c {name: 'LONG'}", "docker: [{image: x}], steps: [run: x]", "MANY({j: *c})")]
    [InlineData("a context", "c: &c 'LONG'", "docker: [{image: x}], steps: [run: x]", "MANY({j: {context: *c}})")]
    [InlineData("a filter", "c: &c {branches: {only: 'LONG'}}", "docker: [{image: x}], steps: [run: x]", "MANY({j: {filters: *c}})")]
    [InlineData("a filter that is an expression", "c: &c 'pipeline.git.branch == \"LONG\"'", "docker: [{image: x}], steps: [run: x]", "MANY({j: {filters: *c}})")]
    [InlineData("a value of a matrix", "c: &c 'LONG'", "parameters: {a: {type: string}, b: {type: integer}}, docker: [{image: x}], steps: [run: x]", "{j: {matrix: {parameters: {a: [*c], b: [MANY(1)]}}}}")]
    [InlineData("a requirement", "c: &c 'LONG'", "docker: [{image: x}], steps: [run: x]", "{j: {name: *c}}, MANY({j: {requires: [*c]}})")]
    [InlineData("a pattern", "c: &c {matches: {pattern: '.*', value: 'LONG'}}", "docker: [{image: x}], steps: [MANY({when: {condition: *c, steps: [run: x]}})]", "j")]
    [InlineData("an equality", "c: &c {equal: ['LONG', x]}", "docker: [{image: x}], steps: [MANY({when: {condition: *c, steps: [run: x]}})]", "j")]
    public void A_long_text_that_is_used_often_is_refused(string what, string top, string job, string jobs)
    {
        var config = Written($"version: 2.1\n{top}\njobs: {{j: {{{job}}}}}\nworkflows: {{main: {{jobs: [{jobs}]}}}}\n");

        var before = GC.GetTotalAllocatedBytes();
        Assert.True(Errors(Encoding.UTF8.GetBytes(config)).Contains("SLW0224"), what);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 1L << 30);
    }

    [Fact]
    public void A_text_that_grows_too_far_is_the_last_finding()
    {
        var result = Compiled.Of(Written("version: 2.1\nc: &c {run: ': LONG'}\njobs:\n  build:\n    docker: [{image: x}]\n    steps: [MANY(*c)]\n    parallelism: many\n"));

        Assert.Equal(
            ["2:13 error SLW0224: With aliases, references and commands written out, the config has more than 67108864 letters here (Keep long texts in files of the repository, and let the steps use those.)"],
            result.Diagnostics.Select(Compiled.Line));
    }

    [Fact]
    public void Texts_count_once_for_a_job_and_its_definition()
    {
        var twenty = string.Join(", ", Enumerable.Repeat("*c", 20));

        Assert.NotNull(Compiled.Of(Written($"version: 2.1\nc: &c {{run: {{name: n, command: 'LONG'}}}}\njobs: {{build: {{docker: [{{image: x}}], steps: [{twenty}]}}}}\n")).Plan);
    }

    [Fact]
    public void Requirements_of_each_job_on_each_are_refused()
    {
        var many = string.Join(", ", Enumerable.Repeat("{j: {requires: [j]}}", 3000));

        Assert.Equal("SLW0224", Quickly($"version: 2.1\njobs: {{j: {{docker: [{{image: x}}], steps: [run: x]}}}}\nworkflows: {{main: {{jobs: [{many}]}}}}\n"));
    }

    [Fact]
    public void A_message_repeats_no_more_of_a_text_than_anybody_reads()
    {
        var result = Compiled.Of(Written("version: 2.1\nc: &c 'LONG'\njobs: {j: {docker: [{image: x}], steps: [*c]}}\nworkflows: {main: {jobs: [j]}}\n"));

        Assert.All(result.Diagnostics, diagnostic => Assert.InRange(diagnostic.Message.Length, 1, 1000));
    }

    [Fact]
    public void Jobs_that_all_require_each_other_are_some_circles_and_no_more()
    {
        var many = string.Join(", ", Enumerable.Repeat("{j: {requires: [j]}}", 200));

        var result = Compiled.Of($"version: 2.1\njobs: {{j: {{docker: [{{image: x}}], steps: [run: x]}}}}\nworkflows: {{main: {{jobs: [{many}]}}}}\n");

        Assert.Equal(20, result.Diagnostics.Count(diagnostic => diagnostic.Code == "SLW0505"));
    }

    /// <summary><c>MANY(x)</c> is x a thousand times, in a list or a text.</summary>
    private static string Written(string shape)
    {
        var many = System.Text.RegularExpressions.Regex.Match(shape, @"MANY\(([^()]*)\)");
        var part = many.Groups[1].Value;
        var all = string.Join(part.StartsWith('<') ? "" : ", ", Enumerable.Repeat(part, 1000));
        return (many.Success ? shape.Replace(many.Value, all, StringComparison.Ordinal) : shape).Replace("LONG", new string('x', 3_000_000), StringComparison.Ordinal);
    }

    private static string Quickly(string text) => Quickly(Encoding.UTF8.GetBytes(text));

    /// <summary>The code of the first error.</summary>
    private static string Quickly(byte[] content) => Errors(content)[0];

    private static List<string> Errors(byte[] content)
    {
        var clock = Stopwatch.StartNew();
        var result = Compiled.Of(new ConfigSource("config.yml", content));

        Assert.Null(result.Plan);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        return [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity == Slipway.Model.Diagnostics.Severity.Error).Select(diagnostic => diagnostic.Code)];
    }
}
