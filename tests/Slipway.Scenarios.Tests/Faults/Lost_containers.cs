namespace Slipway.Scenarios.Tests.Faults;

/// <summary>Somebody else ends the primary container.</summary>
[Trait("needs", "docker")]
public sealed class Lost_containers
{
    [Theory]
    [InlineData("kill")]
    [InlineData("rm -f")]
    public async Task Are_no_failure_of_the_job(string command)
    {
        using var place = new FaultyPlace(FaultyPlace.JobOf("""run: "echo the step; sleep 60" """));
        using var run = place.Start();
        await run.WaitForAsync("job | the step");
        var owner = await File.ReadAllTextAsync(Path.Combine(place.State, "runs", "1", "owner"), TestContext.Current.CancellationToken);
        var primary = await place.DockerAsync("ps", "-q", "--filter", $"label=slipway.owner={owner}");
        await place.DockerAsync([.. command.Split(' '), primary]);
        Assert.True(await run.EndAsync() == 3, run.Output);
        // Which of the two is seen first when it is removed, its end or its being gone, is chance.
        Assert.Matches("\\| the primary container was (stopped from outside|removed)", run.Output);
        await place.AssertNothingIsLeftAsync();
    }
}
