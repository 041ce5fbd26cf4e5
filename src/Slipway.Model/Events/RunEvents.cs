namespace Slipway.Model.Events;

/// <summary>First line of every event log.</summary>
public sealed record RunStarted : RunEvent
{
    /// <summary>The newest shapes of events that are known here. In the first, logs were named by their paths below the run's folder.</summary>
    public const int KnownSchema = 2;

    /// <summary>Version of the events' shapes; a reader refuses a newer one.</summary>
    public int Schema { get; init; } = KnownSchema;

    public required string Run { get; init; }

    public required string Project { get; init; }

    public required int PipelineNumber { get; init; }

    public string? Branch { get; init; }

    public string? Tag { get; init; }

    public string? Revision { get; init; }

    /// <summary>The name of what it may read and write of caches, layers, times and turns: <c>trusted</c>, <c>pull-12</c>; null in logs of older versions.</summary>
    public string? TrustScope { get; init; }

    /// <summary>Why it is not trusted; null: it is.</summary>
    public string? Untrusted { get; init; }

    /// <summary>Path of the config as given.</summary>
    public required string Config { get; init; }

    /// <summary>The run that this one reruns from failed.</summary>
    public string? RerunOf { get; init; }
}

/// <summary>A workflow began.</summary>
/// <param name="Workflow">Its name.</param>
/// <param name="Id">CIRCLE_WORKFLOW_ID.</param>
/// <param name="Workspace">CIRCLE_WORKFLOW_WORKSPACE_ID: of the first run, for reruns.</param>
/// <param name="Jobs">Its jobs, in the order of the plan.</param>
public sealed record WorkflowStarted(string Workflow, string Id, string Workspace, IReadOnlyList<string> Jobs) : RunEvent;

/// <summary>A workflow runs again what failed, as its <c>max_auto_reruns</c> has it.</summary>
/// <param name="Workflow">Its name.</param>
/// <param name="Rerun">Which rerun it is, from 1.</param>
/// <param name="Most">How many there may be.</param>
/// <param name="Failed">The jobs that failed.</param>
public sealed record WorkflowRerun(string Workflow, int Rerun, int Most, IReadOnlyList<string> Failed) : RunEvent;

public sealed record WorkflowFinished(string Workflow, RunOutcome Outcome, TimeSpan Duration) : RunEvent;

public sealed record ApprovalRequested(string Workflow, string Job) : RunEvent;

public sealed record ApprovalGiven(string Workflow, string Job) : RunEvent;

/// <summary>A setup workflow has given the config that the pipeline goes on with.</summary>
public sealed record PipelineContinued(string Workflow) : RunEvent;

/// <summary>Last line of the event log of a run that came to its end.</summary>
public sealed record RunFinished(RunOutcome Outcome, TimeSpan Duration) : RunEvent;
