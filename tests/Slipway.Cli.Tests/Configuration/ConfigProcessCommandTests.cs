using Slipway.Cli.Tests.Repository;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Configuration;

public sealed class ConfigProcessCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_it_prints_is_a_config_that_it_prints_again()
    {
        var file = _folder.Write(
            "config.yml",
            """
            version: 2.1
            jobs:
              build:
                parameters: {tag: {type: string}}
                docker: [{image: "debian:<< parameters.tag >>"}]
                steps: [checkout, {run: "echo << parameters.tag >>"}]
            workflows:
              main:
                jobs:
                  - build: {matrix: {parameters: {tag: [bookworm, trixie]}}}
            """);

        var first = await ProgramRun.OfAsync("config", "process", file);
        var second = await ProgramRun.OfAsync("config", "process", _folder.Write("processed.yml", first.Output));

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Contains("build-trixie", first.Output, StringComparison.Ordinal);
        Assert.Equal(WithoutComments(first.Output), WithoutComments(second.Output));
    }

    [Fact]
    public async Task An_invalid_config_prints_nothing_but_what_is_wrong()
    {
        var run = await ProgramRun.OfAsync("config", "process", _folder.Write("config.yml", "jobs: [\n"));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("SLW0001", run.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> WithoutComments(string yaml) => yaml.Split('\n').Where(line => !line.StartsWith('#'));
}
