namespace Slipway.Scenarios.Tests.Faults;

/// <summary>Runs of another state folder, which may be another machine's, on the same Docker.</summary>
[Trait("needs", "docker")]
public sealed class Foreign_runs
{
    [Fact]
    public async Task Are_left_to_those_whose_they_are()
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf("""run: "echo the step; sleep 60" """));
        using var other = new FaultyPlace(FaultyPlace.JobOf("""run: "echo the step" """));
        using var run = place.Start();
        await run.WaitForAsync("job | the step");
        run.Signal(RunningProgram.Kill);
        await run.EndAsync();
        var owner = await File.ReadAllTextAsync(Path.Combine(place.State, "runs", "1", "owner"), TestContext.Current.CancellationToken);

        var (exitCode, output) = await other.SlipwayAsync("runs", "reap");
        Assert.True(exitCode == 0, output);
        Assert.NotEqual("", await place.DockerAsync("ps", "-aq", "--filter", $"label=slipway.owner={owner}"));
        await place.SlipwayAsync("runs", "reap");
        await place.AssertNothingIsLeftAsync();
    }
}
