using Slipway.Engines.Leases;

namespace Slipway.Engines.Pools;

/// <summary>What an engine of the pool is made for.</summary>
/// <param name="Version">Its dockerd's version; null: the default one.</param>
/// <param name="LayerCache">Whose layers it starts on; null: nobody's.</param>
internal sealed record PoolPlace(string? Version, LayerCacheKey? LayerCache)
{
    public static PoolPlace Default { get; } = new(null, null);
}
