using Slipway.Engines.Leases;
using Slipway.Execution.State;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Caches;

/// <summary>The caches that a run sees: its scope's own, then the project's trusted ones. It writes its own only.</summary>
internal sealed class ScopedCaches(StateFolder state, string project, string scope, TimeProvider clock)
{
    private readonly CacheIndex _own = new(state.Caches(project, scope), clock);
    private readonly CacheIndex? _trusted = scope == LayerCacheKey.Trusted ? null : new(state.Caches(project), clock);

    /// <inheritdoc cref="CacheIndex.FindNewest"/>
    public CacheEntry? FindNewest(string prefix) => _own.FindNewest(prefix) ?? _trusted?.FindNewest(prefix);

    /// <inheritdoc cref="CacheIndex.Find"/>
    public CacheEntry? Find(string key) => _own.Find(key) ?? _trusted?.Find(key);

    /// <inheritdoc cref="CacheIndex.TryAdd"/>
    public bool TryAdd(CacheEntry entry) => _own.TryAdd(entry);

    /// <summary>What the scope's caches may hold together, and the setting that says so.</summary>
    public (long MostBytes, string Setting) Bound(StorageLimits limits) => limits.CachesOf(isTrusted: _trusted is null);

    /// <summary>Forgets the longest unused of the scope's own until the rest fits.</summary>
    /// <returns>Their keys.</returns>
    public IReadOnlyList<string> MakeRoom(StorageLimits limits) => _own.Evict(Bound(limits).MostBytes);

    /// <summary>A cache was restored; a trusted one only counts as used when a trusted run does so.</summary>
    public void Use(CacheEntry entry) => _own.Use(entry);

    /// <summary>Forgets a cache of the scope's own; a trusted one is left for a trusted run to forget.</summary>
    public void Remove(string key) => _own.Remove(key);
}
