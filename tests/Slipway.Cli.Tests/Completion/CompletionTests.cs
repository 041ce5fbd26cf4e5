using System.CommandLine;
using System.Diagnostics;
using Slipway.Cli.Completion;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Completion;

public sealed class CompletionTests
{
    [Fact]
    public void The_program_suggests_its_commands()
    {
        using var output = new StringWriter();

        CommandTree.Create([]).Parse(["[suggest:4]", "comp"]).Invoke(new InvocationConfiguration { Output = output });

        Assert.Contains("completion", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bash_takes_the_script_and_completes_from_what_the_program_suggests()
    {
        const string Try =
            """
            slipway() { [ "$1" = '[suggest:4]' ] && [ "$2" = comp ] && echo completion; }
            COMP_LINE='slipway comp' COMP_POINT=12 COMP_WORDS=(slipway comp) COMP_CWORD=1
            _slipway
            echo "${COMPREPLY[*]}"
            """;
        var start = new ProcessStartInfo("bash", ["-c", CompletionScripts.Bash + "\n" + Try]) { RedirectStandardOutput = true };
        using var bash = Process.Start(start)!;

        Assert.Equal("completion", bash.StandardOutput.ReadToEnd().Trim());
    }

    [Theory]
    [InlineData("run ", "build,go,hold,release,test/it", "evil")]
    [InlineData("run --workflow ", "main", "build")]
    [InlineData("run --approve ", "all,go,hold", "build")]
    [InlineData("run --context ", "org=,docker=", "build")]
    [InlineData("run --rerun ", "last,12", "")]
    [InlineData("runs logs ", "last,12", "")]
    [InlineData("runs logs 12 ", "par/0,par/1", "")]
    [InlineData("runs rm ", "last,12", "")]
    [InlineData("shell 12 ", "kept", "par")]
    [InlineData("", "run,runs,shell", "/?")]
    public async Task Names_of_the_config_and_of_runs_are_suggested(string line, string expected, string never)
    {
        using var folder = new TestFolder();
        folder.Write("project/.circleci/config.yml", """
            version: 2.1
            jobs:
              build: {docker: [{image: a}], steps: [checkout]}
              go: {type: approval}
            workflows:
              main:
                jobs:
                  - build: {context: org}
                  - hold: {type: approval, requires: [build]}
                  - release: {requires: [hold], context: [docker, org]}
                  - build: {name: test/it}
                  - "$(touch evil)"
            """);
        folder.Write("state/runs/12/events.jsonl", string.Concat(Enumerable.Range(0, 2).Select(node =>
            $$"""{"type":"job_started","job":{"workflow":"main","job":"par","node":{{node}},"nodes":2},"buildNumber":1,"nodes":2,"time":"2026-01-01T00:00:00+00:00"}""" + "\n")));
        folder.Write("state/runs/12/kept.jsonl", """{"Job":{"Workflow":"main","Job":"kept","Node":0},"Space":"x","Container":"y","WorkingDirectory":"/","Environment":{}}""" + "\n");
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["exec", Path.Combine(AppContext.BaseDirectory, "slipway.dll"), $"[suggest:{line.Length}]", line])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder.PathOf("project"),
            Environment = { ["SLIPWAY_STATE"] = folder.PathOf("state") },
        };
        if (Path.GetFileName(Environment.ProcessPath) != "dotnet")
        {
            start.FileName = "dotnet";
        }

        using var program = Process.Start(start)!;
        var suggested = (await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(expected.Split(','), name => Assert.Contains(name, suggested));
        Assert.DoesNotContain(suggested, name => name.Contains('$', StringComparison.Ordinal) || name == never);
    }
}
