using Slipway.Fuzz.Campaigns;

namespace Slipway.Fuzz.Configs;

/// <summary>Configs whose texts are hard to write down.</summary>
internal sealed class TextGenerator : IGenerator
{
    public Task<string?> TryAsync(Random random, CancellationToken cancellationToken) => new TextConfig(random).TryAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
