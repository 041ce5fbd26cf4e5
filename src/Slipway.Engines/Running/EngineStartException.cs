using Slipway.Engines.Leases;

namespace Slipway.Engines.Running;

/// <summary>An engine's dockerd did not come to its first answer.</summary>
/// <param name="message">Says so, with its last words.</param>
/// <param name="onLayerCache">It had to start on a layer cache head, which may be the cause.</param>
/// <param name="late">It was still at it when its time was over.</param>
public sealed class EngineStartException(string message, bool onLayerCache, bool late) : EngineException(message)
{
    public bool OnLayerCache { get; } = onLayerCache;

    public bool Late { get; } = late;
}
