using Slipway.Fuzz.Campaigns;

namespace Slipway.Fuzz.Secrets;

/// <summary>Runs whose jobs say their secrets, in every form and wherever they have a say: no view and no file of the run may show one.</summary>
internal sealed class SecretGenerator : IGenerator
{
    public async Task<string?> TryAsync(Random random, CancellationToken cancellationToken)
    {
        using var trial = new SecretTrial(random);
        return await trial.FindLeakAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
