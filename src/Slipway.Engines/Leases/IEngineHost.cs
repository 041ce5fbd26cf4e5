using Slipway.Linux.Failures;

namespace Slipway.Engines.Leases;

/// <summary>
/// Hands out engines. One instance serves any number of callers at once. The real ones are the engines made in this
/// process (as root) and the client of the <c>slipway host</c> daemon.
/// </summary>
public interface IEngineHost
{
    /// <summary>Leases an engine that has answered <c>/_ping</c> over its TLS port. The caller disposes the lease.</summary>
    /// <param name="cancellationToken">Covers the request only: a half-made engine is removed behind it.</param>
    /// <exception cref="InfrastructureException">No engine could be made; the message says why and the way out.</exception>
    Task<EngineLease> LeaseAsync(EngineRequest request, CancellationToken cancellationToken);
}
