using Slipway.Engines.Leases;

namespace Slipway.Engines.Hosting;

/// <summary>
/// An engine host with what its operators need besides leases: the real ones are the engines of this process (as root) and the
/// client of the <c>slipway host</c> daemon. Disposing waits for removals that this process has still to do.
/// </summary>
public interface IEngineAdministration : IEngineHost, IAsyncDisposable
{
    /// <summary>Leases an engine and leaves it to itself: it lives until it is released, or its owner's process ends.</summary>
    Task<EngineRecord> LeaseRecordAsync(EngineRequest request, CancellationToken cancellationToken);

    /// <summary>Gives a leased engine to another process of this host: it ends with that one, or by a release.</summary>
    /// <param name="ownerProcess">0: only a release ends it.</param>
    /// <returns>False: there is no such engine, or it is nobody's lease any more.</returns>
    Task<bool> LeaveAsync(string id, int ownerProcess, CancellationToken cancellationToken);

    /// <summary>All engines of the instance, oldest first.</summary>
    Task<IReadOnlyList<EngineRecord>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Ends a lease by the engine's id; the removal goes on behind it.</summary>
    /// <returns>False: there is no such engine.</returns>
    Task<bool> ReleaseAsync(string id, bool succeeded, CancellationToken cleanupToken);

    /// <summary>Removes what dead owners left; the ids of the engines it removed.</summary>
    Task<IReadOnlyList<string>> ReapAsync(CancellationToken cancellationToken);
}
