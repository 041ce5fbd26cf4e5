using Slipway.Linux.Failures;
using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>The agent answered that it cannot do what was asked: the job's own fault, such as a path that does not exist.</summary>
public sealed class AgentException(AgentFailureKind kind, string message) : Exception(message)
{
    public AgentFailureKind Kind { get; } = kind;
}

/// <summary>The agent, its container or the way to it is gone, or the agent said what it may not: an infrastructure failure.</summary>
public sealed class AgentLostException(string reason, bool isViolation = false)
    : InfrastructureException(isViolation ? reason : $"The connection to the job's container is lost: {reason}")
{
    /// <summary>Why, as part of a sentence.</summary>
    public string Reason { get; } = reason;

    /// <summary>The agent broke the rules of the connection, and the runner broke it off.</summary>
    public bool IsViolation { get; } = isViolation;
}
