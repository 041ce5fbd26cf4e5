using Slipway.Linux.Failures;

namespace Slipway.Engines.Lifecycle;

/// <summary>An engine's dockerd did not come to its first answer.</summary>
/// <param name="message">Says so, with its last words.</param>
/// <param name="head">The layer cache head it had to start on, which may be the cause; null: none.</param>
/// <param name="late">It was still at it when its time was over.</param>
/// <param name="limited">It ran into a limit of its own.</param>
public sealed class EngineStartException(string message, string? head, bool late, bool limited) : InfrastructureException(message)
{
    public string? Head { get; } = head;

    /// <summary>True: it took too long, and not for a head.</summary>
    public bool MayPass => late && Head is null;

    /// <summary>True: if an engine without the head starts, the head is to blame.</summary>
    public bool HeadIsSuspect => Head is not null && !late && !limited;
}
