using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>A process that runs in the container. Its <see cref="Outcome"/> completes once its output is in the sink.</summary>
public sealed class AgentProcess
{
    private readonly AgentChannel _channel;

    internal AgentProcess(AgentChannel channel, Task<ProcessOutcome> outcome)
    {
        _channel = channel;
        Outcome = outcome;
    }

    /// <summary>Never faults by the process or the connection; faults with what the sink threw.</summary>
    public Task<ProcessOutcome> Outcome { get; }

    /// <summary>Sends a signal to the process's group; without effect when it has ended.</summary>
    public ValueTask SignalAsync(int signal, CancellationToken cancellationToken) =>
        _channel.SendNumberAsync(FrameKind.Signal, signal, cancellationToken);
}
