using Slipway.Fuzz.Archives;
using Slipway.Fuzz.Campaigns;

namespace Slipway.Agent.Tests.Archives;

/// <summary>As many as fit into some seconds; <c>scripts/fuzz.sh archives</c> goes on for as long as asked.</summary>
public sealed class Hostile_archives
{
    [Fact]
    public async Task Change_nothing_outside_of_their_folder()
    {
        await using var generator = new ArchiveGenerator();
        var problem = await Campaign.FindAsync(generator, seed: 20260101, trials: 2_000, TestContext.Current.CancellationToken);
        Assert.True(problem is null, problem);
    }
}
