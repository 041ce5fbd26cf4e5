using Slipway.Engines.Isolation;
using Slipway.Linux.Networks;

namespace Slipway.Engines.Tests.Isolation;

/// <summary>Sets a limit of the whole machine, which every engine that starts raises: nothing else runs at the same time.</summary>
[Trait("needs", "root")]
[CollectionDefinition(nameof(NeighbourTableTests), DisableParallelization = true)]
[Collection(nameof(NeighbourTableTests))]
public sealed class NeighbourTableTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Neighbours_of_one_namespace_leave_the_host_no_room_until_the_limit_is_raised()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        const string Usual = "1024";
        await using var place = await TrialNetwork.MakeAsync("slw-fill", Token);
        var before = await File.ReadAllTextAsync(NeighbourLimit.Files[0], Token);
        await File.WriteAllTextAsync(NeighbourLimit.Files[0], Usual, Token);
        try
        {
            await place.RunAsync(NetworkProbes.FillNeighbours, Token);
            Assert.False(await HostNeighbours.HasRoomAsync(place.Link, Token));

            NeighbourLimit.Lift();
            await place.RunAsync(NetworkProbes.FillNeighbours, Token);

            Assert.True(await HostNeighbours.HasRoomAsync(place.Link, Token));
            Assert.All(NeighbourLimit.Files.Where(File.Exists), file => Assert.True(NeighbourLimit.IsEnough(File.ReadAllText(file))));
        }
        finally
        {
            await place.RunAsync(NetworkProbes.DropNeighbours, CancellationToken.None);
            await File.WriteAllTextAsync(NeighbourLimit.Files[0], before, CancellationToken.None);
        }
    }
}
