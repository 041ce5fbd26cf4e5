using System.Globalization;

namespace Slipway.Scenarios.Tests.Faults;

/// <summary>kill -9 of <c>slipway run</c>: what it leaves goes with the next reaping, and nobody says that it still runs.</summary>
[Trait("needs", "docker")]
public sealed class Killed_runs(ITestOutputHelper output)
{
    private const int Moments = 30;
    private const int AtOnce = 3;
    private static readonly TimeSpan LongestLife = TimeSpan.FromMilliseconds(1800);

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
    public async Task Leave_nothing_once_they_are_reaped(string moment)
    {
        using var place = new FaultyPlace(Config);
        using var run = place.Start();
        await run.WaitForAsync(moment);
        run.Signal(RunningProgram.Kill);
        Assert.Equal(128 + RunningProgram.Kill, await run.EndAsync());

        var (_, shown) = await place.SlipwayAsync("runs", "show", "last");
        Assert.Contains("Run 1: cut off", shown, StringComparison.Ordinal);
        await place.AssertReapingLeavesNothingAsync();
    }

    /// <summary>Its outcome is told before its containers are removed, and at times the run is over before it is killed.</summary>
    [Fact]
    public async Task Leave_nothing_of_a_job_that_has_passed()
    {
        using var place = new FaultyPlace(Config);
        using var run = place.Start();
        await run.WaitForAsync("job: passed");
        run.KillIfRunning();
        await run.EndAsync();

        var (_, shown) = await place.SlipwayAsync("runs", "show", "last");
        Assert.Matches("Run 1: (passed|cut off)", shown);
        await place.AssertReapingLeavesNothingAsync();
    }

    /// <remarks>SLIPWAY_SEED repeats what a failed test has printed.</remarks>
    [Fact]
    public async Task Leave_nothing_whenever_they_are_killed()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SLIPWAY_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Environment.TickCount;
        output.WriteLine($"SLIPWAY_SEED={seed}");
        var random = new Random(seed);
        foreach (var moments in Enumerable.Range(0, Moments).Select(_ => LongestLife * random.NextDouble()).Chunk(AtOnce))
        {
            await Task.WhenAll(moments.Select(moment => KillAsync(moment, seed)));
        }
    }

    private static async Task KillAsync(TimeSpan moment, int seed)
    {
        using var place = new FaultyPlace(Config);
        using var run = place.Start();
        await Task.Delay(moment, TimeProvider.System, TestContext.Current.CancellationToken);
        run.KillIfRunning();
        await run.EndAsync();
        var (exitCode, reaped) = await place.SlipwayAsync("runs", "reap");
        Assert.True(exitCode == 0, reaped);
        try
        {
            await place.AssertNothingIsLeftAsync();
        }
        catch (Xunit.Sdk.XunitException left)
        {
            Assert.Fail($"Killed after {moment.TotalMilliseconds:0} ms (SLIPWAY_SEED={seed}):\n{run.Output}\n{left.Message}");
        }
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
