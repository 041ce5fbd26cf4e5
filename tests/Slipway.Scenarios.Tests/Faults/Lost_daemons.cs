namespace Slipway.Scenarios.Tests.Faults;

/// <summary>The host's dockerd dies in the middle of a job. A daemon of the test's own does: nobody else's.</summary>
[Trait("needs", "docker")]
[Trait("needs", "root")]
public sealed class Lost_daemons
{
    [Fact]
    public async Task Are_said_and_what_was_left_goes_once_they_are_back()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/sbin/dockerd"), "there is no dockerd of which a second one could be started");
        using var place = new FaultyPlace(FaultyPlace.JobOf("""run: "echo the step; sleep 60" """));
        await using var daemon = new OwnDaemon(place.Folder);
        await daemon.StartAsync();
        await daemon.LoadAsync(FaultyPlace.Image);
        place.Set("DOCKER_HOST", daemon.Address);
        using var run = place.Start();
        await run.WaitForAsync("job | the step");
        daemon.Kill();
        Assert.True(await run.EndAsync() == 3, run.Output);
        Assert.Contains("Docker does not answer any more", run.Output, StringComparison.Ordinal);
        Assert.Contains("`slipway runs reap` tries again", run.Output, StringComparison.Ordinal);

        var (unreachable, why) = await place.SlipwayAsync("run");
        Assert.True(unreachable == 3, why);
        Assert.Contains("Docker does not answer at", why, StringComparison.Ordinal);

        await daemon.StartAsync();
        await place.AssertReapingLeavesNothingAsync();
    }
}
