using Slipway.Engines.Btrfs;
using Slipway.Engines.Settings;

namespace Slipway.Engines.LayerCaches;

/// <summary>The layer caches of this machine: lists and removes heads. Engines that run keep their copies.</summary>
public sealed class LayerCacheHeads : IDisposable
{
    private readonly BtrfsVolume _volume;
    private readonly LayerCacheStore _store;

    public LayerCacheHeads(EngineSettings settings, TimeProvider clock)
    {
        var paths = new StoragePaths(settings);
        _volume = new BtrfsVolume(paths);
        _store = new LayerCacheStore(paths.Heads, LayerCacheLimits.Of(settings), clock, () => _volume.Bills);
    }

    /// <summary>The last used first.</summary>
    public async Task<IReadOnlyList<LayerCacheHead>> ListAsync(CancellationToken cancellationToken)
    {
        await _volume.EnsureAsync(cancellationToken);
        return _store.List();
    }

    /// <summary>Removes a project's heads in every scope, or all heads.</summary>
    /// <param name="project">Null means all.</param>
    /// <returns>What was removed.</returns>
    public async Task<IReadOnlyList<LayerCacheHead>> PurgeAsync(string? project, CancellationToken cancellationToken)
    {
        await _volume.EnsureAsync(cancellationToken);
        return await _store.PurgeAsync(head => project is null || head.Project == project, cancellationToken);
    }

    /// <summary>Removes what has not been used for long or is too much, and what interrupted commits left.</summary>
    public async Task<IReadOnlyList<LayerCacheHead>> EvictAsync(CancellationToken cancellationToken)
    {
        await _volume.EnsureAsync(cancellationToken);
        return await _store.EvictAsync(cancellationToken);
    }

    public void Dispose() => _volume.Dispose();
}
