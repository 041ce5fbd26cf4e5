using Slipway.Fuzz.Campaigns;
using Slipway.Fuzz.Configs;

namespace Slipway.Config.Tests.Fuzzing;

public sealed class ProcessedTextTests
{
    /// <summary>As many configs as hold ten thousand texts; scripts/fuzz.sh texts tries others for as long as asked.</summary>
    [Fact]
    public async Task Ten_thousand_random_texts_are_the_same_once_their_config_is_processed()
    {
        await using var generator = new TextGenerator();

        Assert.Null(await Campaign.FindAsync(generator, seed: 20261201, 10_000 / TextConfig.Texts, TestContext.Current.CancellationToken));
    }
}
