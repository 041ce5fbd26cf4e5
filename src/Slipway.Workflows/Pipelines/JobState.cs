using Slipway.Model.Events;

namespace Slipway.Workflows.Pipelines;

/// <summary>How far a job is in the present attempt.</summary>
public sealed record JobState
{
    public JobPhase Phase { get; init; }

    /// <summary>Null until it has ended.</summary>
    public JobOutcome? Outcome { get; init; }

    /// <summary>Of each node; null until that has ended. Empty until the job runs.</summary>
    public IReadOnlyList<JobOutcome?> Nodes { get; init; } = [];

    /// <summary>Whether the turn of its serial group is its own.</summary>
    public bool HasTurn { get; init; }

    /// <summary>Whether it passed in an earlier attempt.</summary>
    public bool HasPassed { get; init; }

    /// <summary>Who gave the approval that it is.</summary>
    public string? ApprovedBy { get; init; }
}

public enum JobPhase
{
    /// <summary>For jobs that it requires.</summary>
    Waiting,

    AwaitingApproval,

    /// <summary>In its serial group.</summary>
    AwaitingTurn,

    Running,
    Ended,
}
