using Slipway.Fuzz.Campaigns;
using Slipway.Fuzz.Frames;

namespace Slipway.Execution.Tests.Agents;

/// <summary>As many as fit into some seconds; <c>scripts/fuzz.sh frames</c> goes on for as long as asked.</summary>
public sealed class Frames_at_random
{
    [Fact]
    public async Task End_every_conversation_and_break_nothing()
    {
        await using var generator = new FrameGenerator();
        var problem = await Campaign.FindAsync(generator, seed: 20260101, trials: 5_000, TestContext.Current.CancellationToken);
        Assert.True(problem is null, problem);
    }
}
