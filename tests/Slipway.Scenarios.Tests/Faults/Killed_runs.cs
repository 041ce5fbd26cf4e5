namespace Slipway.Scenarios.Tests.Faults;

/// <summary>kill -9 of <c>slipway run</c>: what it leaves goes with the next reaping, and nobody says that it still runs.</summary>
[Trait("needs", "docker")]
public sealed class Killed_runs
{
    private const string Config = $$$"""
        version: 2.1
        jobs:
          job:
            docker: [{image: "{{{FaultyPlace.Image}}}"}, {image: "{{{FaultyPlace.Image}}}", command: [sleep, "60"]}]
            steps:
              - run: "echo the first step; mkdir /big; head -c 30000000 /dev/urandom > /big/file"
              - save_cache: {key: "k-{{ epoch }}", paths: [/big]}
              - store_artifacts: {path: /big}
              - run: "echo the last step"
        workflows: {all: {jobs: [job]}}
        """;

    [Theory]
    [InlineData("Run 1")]
    [InlineData("Spin up environment")]
    [InlineData("the first step")]
    [InlineData("Creating cache archive")]
    [InlineData("job: passed")]
    public async Task Leave_nothing_once_they_are_reaped(string moment)
    {
        using var place = new FaultyPlace(Config);
        using var run = place.Start();
        await run.WaitForAsync(moment);
        run.Signal(RunningProgram.Kill);
        Assert.Equal(128 + RunningProgram.Kill, await run.EndAsync());

        var (_, shown) = await place.SlipwayAsync("runs", "show", "last");
        Assert.Contains("Run 1: cut off", shown, StringComparison.Ordinal);
        var (exitCode, reaped) = await place.SlipwayAsync("runs", "reap");
        Assert.True(exitCode == 0, reaped);
        await place.AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Are_cleaned_up_by_the_next_run()
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf("""run: "echo the step; sleep ${PAUSE:-0}" """));
        using var killed = place.Start("--env", "PAUSE=60");
        await killed.WaitForAsync("the step");
        killed.Signal(RunningProgram.Kill);
        await killed.EndAsync();

        using var next = place.Start();
        Assert.Equal(0, await next.EndAsync());
        Assert.Contains("removed what an earlier run left", next.Output, StringComparison.Ordinal);
        await place.AssertNothingIsLeftAsync();
    }
}
