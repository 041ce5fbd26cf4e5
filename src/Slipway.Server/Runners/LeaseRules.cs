namespace Slipway.Server.Runners;

/// <summary>How long things take between the server and its runners.</summary>
/// <param name="Lease">How long a runner has an assignment behind its last beat before it counts as lost.</param>
/// <param name="Fence">After how long without an answer a runner ends what it has itself: before the lease is over.</param>
/// <param name="Wait">How long a question is held until there is something to say.</param>
/// <param name="Sweep">How often the lost ones are looked for.</param>
public sealed record LeaseRules(TimeSpan Lease, TimeSpan Fence, TimeSpan Wait, TimeSpan Sweep)
{
    public static LeaseRules Usual { get; } = new(TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
}
