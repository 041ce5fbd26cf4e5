using Slipway.Engines.Leases;

namespace Slipway.Engines.Pools;

/// <summary>Where a pool's engines come from and go to.</summary>
/// <param name="ReleaseAsync">Releases an engine that nobody has leased.</param>
internal sealed record EngineSupply(Func<PoolPlace, CancellationToken, Task<EngineRecord>> MakeAsync, Func<EngineRecord, Task> ReleaseAsync);
