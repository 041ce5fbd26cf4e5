using Slipway.Engines.Identity;
using Slipway.Engines.Leases;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Lifecycle;

/// <summary>
/// Removes engines that nobody holds any more, and keeps their layers before where they retire. Whichever process comes first does it, the
/// others wait for it; when that one dies on the way, the next begins where it stopped.
/// </summary>
internal sealed class EngineTeardown(EngineHostServices services, EngineRemover remover, Action<string> report)
{
    private static readonly TimeSpan CleanupTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly LayerCommit _layers = new(services, report);

    /// <summary>Removes an engine unless somebody holds it, which is asked once nobody else can change it any more.</summary>
    /// <returns>False: somebody holds it, or else has removed it meanwhile.</returns>
    /// <exception cref="InfrastructureException">Something of it could not be removed.</exception>
    public async Task<bool> RemoveAsync(EngineId id, CancellationToken cancellationToken)
    {
        // Of what has no folder there is no lock either. Such leftovers cannot come to life: no later engine has their id.
        var hasLock = services.Records.Has(id.Value);
        using var locked = await InTimeAsync(token => services.Records.LockAsync(id.Value, token), cancellationToken);
        if ((hasLock && locked is null) || IsHeld(id))
        {
            return false;
        }
        await InTimeAsync(token => RetireAsync(id, token), cancellationToken);
        await InTimeAsync(token => remover.RemoveAsync(id, token), cancellationToken);
        return true;
    }

    /// <summary>Whether somebody has use for an engine as it is now.</summary>
    public bool IsHeld(EngineId id)
    {
        if (services.Records.Find(id.Value) is { } record)
        {
            return record.State switch
            {
                EngineState.Starting => record.Owner.IsAlive && record.Maker.IsAlive,
                // Of one that runs no more nothing can be used, whoever has it.
                EngineState.Idle or EngineState.Leased => record.Owner.IsAlive && !services.SandboxOf(id).HasEnded,
                _ => false,
            };
        }
        // Without a record yet, its maker is at work, or died before it wrote one.
        return services.Claims.List().TryGetValue(id, out var maker) && maker.IsAlive;
    }

    /// <summary>Each step has time of its own: an engine that answers slowly must not use up that of its removal.</summary>
    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        using var cleanup = new CancellationTokenSource(CleanupTime, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cleanup.Token, cancellationToken);
        return await step(either.Token);
    }

    private Task<bool> InTimeAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken) => InTimeAsync(
        async token =>
        {
            await step(token);
            return true;
        },
        cancellationToken);

    /// <summary>Returns when no engine has layers of the key still to be kept, or after two minutes.</summary>
    public async Task WaitForLayersAsync(LayerCacheKey key, Action<string> onProgress, CancellationToken cancellationToken)
    {
        var retiring = services.Records.List().Where(record => IsRetiring(record, key)).ToList();
        if (retiring.Count == 0)
        {
            return;
        }
        onProgress($"Waiting for the layers that an earlier job of '{key.Project}' leaves.");
        using var cleanup = new CancellationTokenSource(CleanupTime, services.Time);
        foreach (var record in retiring)
        {
            await WaitForLayersAsync(record.Id, key, cleanup.Token, cancellationToken);
        }
    }

    private async Task WaitForLayersAsync(string engine, LayerCacheKey key, CancellationToken cleanupToken, CancellationToken cancellationToken)
    {
        while (!cleanupToken.IsCancellationRequested && EngineId.TryParse(engine, out var id) && services.Records.Find(engine) is { } record && IsRetiring(record, key))
        {
            using var held = services.Records.TryLock(engine);
            if (held is not null)
            {
                await RetireAsync(id, cleanupToken);
            }
            else
            {
                await Task.Delay(Pause, services.Time, cancellationToken);
            }
        }
    }

    /// <summary>Afterwards the engine is one to be removed, whatever came of its layers.</summary>
    private async Task RetireAsync(EngineId id, CancellationToken cleanupToken)
    {
        if (services.Records.Find(id.Value) is not { State: EngineState.Retiring } record)
        {
            return;
        }
        await _layers.CommitAsync(id, record, cleanupToken);
        services.Records.Save(record with { State = EngineState.Released });
    }

    private static bool IsRetiring(EngineRecord record, LayerCacheKey key) => record.State == EngineState.Retiring && record.LayerCache == key;
}
