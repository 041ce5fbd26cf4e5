namespace Slipway.Server.Signals;

/// <summary>What may follow when a pipeline moves on.</summary>
/// <param name="Pending">Configs are to be compiled.</param>
/// <param name="Queued">Nodes wait for runners.</param>
/// <param name="Canceled">Nodes that run are to be canceled.</param>
public sealed record PipelineSignals(ChangeSignal Pending, ChangeSignal Queued, ChangeSignal Canceled)
{
    public void AnnounceAll()
    {
        Pending.Announce();
        Queued.Announce();
        Canceled.Announce();
    }
}
