using Slipway.Engines.Failures;
using Slipway.Engines.Identity;
using Slipway.Engines.Leases;

namespace Slipway.Engines.Running;

/// <summary>
/// Ends released engines: keeps their layers where the record says so, then removes them. Whichever process comes first does it, the
/// others wait for it; when that one dies on the way, the next begins where it stopped.
/// </summary>
internal sealed class EngineEnding(EngineParts parts, EngineRemover remover, Action<string> report)
{
    private static readonly TimeSpan CleanupTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly EngineRetirement _retirement = new(parts, report);

    /// <summary>Ends an engine unless somebody holds it, which is asked once nobody else can change it any more.</summary>
    /// <returns>False: somebody holds it, or else has ended it meanwhile.</returns>
    /// <exception cref="EngineException">Something of it could not be removed.</exception>
    public async Task<bool> EndAsync(EngineId id, CancellationToken cancellationToken)
    {
        // Of what has no folder there is no lock either. Such leftovers cannot come to life: no later engine has their id.
        var hasLock = parts.Records.Has(id.Value);
        using var locked = await InTimeAsync(token => parts.Records.LockAsync(id.Value, token), cancellationToken);
        if ((hasLock && locked is null) || IsHeld(id))
        {
            return false;
        }
        await InTimeAsync(token => KeepLayersAsync(id, token), cancellationToken);
        return await InTimeAsync(token => RemoveAsync(id, token), cancellationToken);
    }

    /// <summary>Whether somebody has use for an engine as it is now.</summary>
    public bool IsHeld(EngineId id)
    {
        if (parts.Records.Find(id.Value) is { } record)
        {
            return record.State switch
            {
                EngineState.Starting => record.Owner.IsAlive && record.Maker.IsAlive,
                // Of one that runs no more nothing can be used, whoever has it.
                EngineState.Idle or EngineState.Leased => record.Owner.IsAlive && !parts.CgroupOf(id).IsEmpty,
                _ => false,
            };
        }
        // Without a record yet, its maker is at work, or died before it wrote one.
        return parts.Claims.List().TryGetValue(id, out var maker) && maker.IsAlive;
    }

    private async Task<bool> RemoveAsync(EngineId id, CancellationToken cleanupToken)
    {
        await remover.RemoveAsync(id, cleanupToken);
        return true;
    }

    /// <summary>Each step has time of its own: an engine that answers slowly must not use up that of its removal.</summary>
    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        using var cleanup = new CancellationTokenSource(CleanupTime, parts.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cleanup.Token, cancellationToken);
        return await step(either.Token);
    }

    /// <summary>Returns when no engine has layers of the key still to be kept, or after two minutes.</summary>
    public async Task SettleAsync(LayerCacheKey key, Action<string> onProgress, CancellationToken cancellationToken)
    {
        var retiring = parts.Records.List().Where(record => IsRetiring(record, key)).ToList();
        if (retiring.Count == 0)
        {
            return;
        }
        onProgress($"Waiting for the layers that an earlier job of '{key.Project}' leaves.");
        using var cleanup = new CancellationTokenSource(CleanupTime, parts.Time);
        foreach (var record in retiring)
        {
            await SettleAsync(record.Id, key, cleanup.Token, cancellationToken);
        }
    }

    private async Task SettleAsync(string engine, LayerCacheKey key, CancellationToken cleanupToken, CancellationToken cancellationToken)
    {
        while (!cleanupToken.IsCancellationRequested && EngineId.TryParse(engine, out var id) && parts.Records.Find(engine) is { } record && IsRetiring(record, key))
        {
            using var held = parts.Records.TryLock(engine);
            if (held is not null)
            {
                await KeepLayersAsync(id, cleanupToken);
            }
            else
            {
                await Task.Delay(Pause, parts.Time, cancellationToken);
            }
        }
    }

    /// <summary>Afterwards the engine is one to be removed, whatever came of its layers.</summary>
    /// <returns>False: there was nothing to keep.</returns>
    private async Task<bool> KeepLayersAsync(EngineId id, CancellationToken cleanupToken)
    {
        if (parts.Records.Find(id.Value) is not { State: EngineState.Retiring } record)
        {
            return false;
        }
        await _retirement.CommitAsync(id, record, cleanupToken);
        parts.Records.Save(record with { State = EngineState.Released });
        return true;
    }

    private static bool IsRetiring(EngineRecord record, LayerCacheKey key) => record.State == EngineState.Retiring && record.LayerCache == key;
}
