using Slipway.Engines.Leases;
using Slipway.Linux.Processes;

namespace Slipway.Engines.Lifecycle;

/// <summary>An engine to be made.</summary>
/// <param name="Owner">Whose end ends it.</param>
public sealed record EngineOrder(EngineRequest Request, OwnerProcess Owner)
{
    /// <summary>True: for the pool; false: leased as soon as it is ready.</summary>
    public bool Idle { get; init; }

    /// <summary>True: without its layer cache's head, which it may still replace.</summary>
    public bool StartEmpty { get; init; }
}
