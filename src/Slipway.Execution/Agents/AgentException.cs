using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>The agent answered that it cannot do what was asked: the job's own fault, such as a path that does not exist.</summary>
public sealed class AgentException(AgentFailureKind kind, string message) : Exception(message)
{
    public AgentFailureKind Kind { get; } = kind;
}

/// <summary>The agent, its container or the way to it is gone: an infrastructure failure.</summary>
public sealed class AgentLostException(string reason) : Exception($"The connection to the job's container is lost: {reason}");
