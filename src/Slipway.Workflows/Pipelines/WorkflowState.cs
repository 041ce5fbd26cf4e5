using Slipway.Model.Events;
using Slipway.Workflows.Graphs;

namespace Slipway.Workflows.Pipelines;

/// <summary>How far a workflow is.</summary>
public sealed record WorkflowState
{
    public required WorkflowGraph Graph { get; init; }

    /// <summary>In the order of the graph.</summary>
    public required IReadOnlyList<JobState> Jobs { get; init; }

    /// <summary>Which attempt this is. It grows over the pipeline, so that no two attempts at workflows of one name have the same number.</summary>
    public required int Attempt { get; init; }

    /// <summary>Whether somebody asked for this attempt; reruns by itself follow none of those.</summary>
    /// <remarks>https://circleci.com/docs/guides/orchestrate/automatic-reruns/.</remarks>
    public bool IsRerun { get; init; }

    /// <summary>How often it was rerun by itself.</summary>
    public int AutoReruns { get; init; }

    public bool IsCanceled { get; init; }

    /// <summary>Whether a job waited too long for its turn.</summary>
    public bool IsOverdue { get; init; }

    /// <summary>Whether somebody has canceled one of its jobs.</summary>
    public bool HasCanceledJob { get; init; }

    /// <summary>Whether an approval was left open.</summary>
    public bool IsOnHold { get; init; }

    /// <summary>Null until it has ended.</summary>
    public RunOutcome? Outcome { get; init; }
}
