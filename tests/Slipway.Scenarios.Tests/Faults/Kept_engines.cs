using System.Text.RegularExpressions;

namespace Slipway.Scenarios.Tests.Faults;

/// <summary>A failed job that was kept keeps its engine, which goes with its container.</summary>
[Trait("needs", "engine")]
public sealed partial class Kept_engines
{
    [Fact]
    public async Task Answer_in_the_kept_job_and_end_with_its_container()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "engines need root");
        using var place = new FaultyPlace(FaultyPlace.JobOf("setup_remote_docker", """run: "echo the engine is $DOCKER_MACHINE_NAME; false" """).Replace(FaultyPlace.Image, "slipway/docker-cli:trixie", StringComparison.Ordinal));
        // Where the engine images are, so that none is made for this.
        place.Set("SLIPWAY_STATE", Environment.GetEnvironmentVariable("SLIPWAY_STATE") ?? "/var/lib/slipway");
        var (exitCode, output) = await place.SlipwayAsync("run", "--plain", "--keep", "on-failure");
        Assert.True(exitCode == 1, output);
        var engine = Engine().Match(output).Groups[1].Value;
        var run = Run().Match(output).Groups[1].Value;

        var (shell, said) = await place.SlipwayAsync("shell", run, "job", "--", "docker", "info", "--format", "{{.Name}} answers");
        Assert.True(shell == 0, said);
        Assert.Contains(" answers", said, StringComparison.Ordinal);
        await place.SlipwayAsync("engine", "reap");
        Assert.Contains(engine, (await place.SlipwayAsync("engine", "ls")).Output, StringComparison.Ordinal);

        await place.DockerAsync("rm", "-f", await place.DockerAsync("ps", "-q", "--filter", $"label=slipway.run={run}", "--filter", "label=slipway.role=primary"));
        await place.SlipwayAsync("engine", "reap");
        Assert.DoesNotContain(engine, (await place.SlipwayAsync("engine", "ls")).Output, StringComparison.Ordinal);
        await place.SlipwayAsync("runs", "rm", run);
    }

    [GeneratedRegex(@"job \| the engine is (\w+)")]
    private static partial Regex Engine();

    [GeneratedRegex(@"kept: slipway shell (\d+) job")]
    private static partial Regex Run();
}
