using Slipway.Engines.Leases;

namespace Slipway.Engines.Pools;

/// <summary>What an engine of the pool is made for.</summary>
/// <param name="Version">Its dockerd's version; null: the default one.</param>
/// <param name="LayerCache">Whose layers it starts on; null: nobody's.</param>
/// <param name="Machine">The machine image, where a job is to run beside it; null: it is alone in its sandbox.</param>
internal sealed record PoolPlace(string? Version, LayerCacheKey? LayerCache, string? Machine = null)
{
    public static PoolPlace Default { get; } = new(null, null);

    public override string ToString() => $"{(Machine is null ? "engine" : "machine")}{(LayerCache is null ? "" : $" on the layers of '{LayerCache.Project}'")}";
}
