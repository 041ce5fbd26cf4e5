using Slipway.Engines.Leases;

namespace Slipway.Engines.Pools;

/// <summary>An engine that waits in the pool.</summary>
/// <param name="Making">How long it took to make: how slow this machine is.</param>
internal sealed record PooledEngine(PoolPlace Place, EngineRecord Engine, TimeSpan Making);
