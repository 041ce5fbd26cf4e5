using Slipway.Engines.Leases;

namespace Slipway.Engines.Pools;

/// <summary>An engine that waits in the pool.</summary>
internal sealed record PooledEngine(PoolPlace Place, EngineRecord Engine);
