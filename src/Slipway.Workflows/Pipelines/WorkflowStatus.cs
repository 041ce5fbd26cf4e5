using Slipway.Model.Events;
using Slipway.Workflows.Outcomes;

namespace Slipway.Workflows.Pipelines;

/// <summary>A workflow's status in CircleCI's words.</summary>
/// <remarks>https://circleci.com/docs/guides/orchestrate/workflows/#states.</remarks>
public enum WorkflowStatus
{
    Running,

    /// <summary>A job failed, and others have not ended.</summary>
    Failing,

    /// <summary>Nothing goes on until an approval is given.</summary>
    OnHold,

    /// <summary>Nothing goes on until it is the workflow's turn in a serial group.</summary>
    Queued,
    Success,
    Failed,
    Canceled,

    /// <summary>Ours is the fault.</summary>
    Error,
}

public static class WorkflowStatuses
{
    public static WorkflowStatus Of(WorkflowState workflow) => workflow.Outcome switch
    {
        RunOutcome.Passed => WorkflowStatus.Success,
        RunOutcome.Failed => WorkflowStatus.Failed,
        RunOutcome.Canceled => WorkflowStatus.Canceled,
        RunOutcome.OnHold => WorkflowStatus.OnHold,
        null => OfRunning(workflow.Jobs),
        _ => WorkflowStatus.Error,
    };

    private static WorkflowStatus OfRunning(IReadOnlyList<JobState> jobs) =>
        jobs.Any(job => JobOutcomes.IsFailure(job.Outcome)) ? WorkflowStatus.Failing
        : jobs.Any(job => job.Phase == JobPhase.Running) ? WorkflowStatus.Running
        : jobs.Any(job => job.Phase == JobPhase.AwaitingApproval) ? WorkflowStatus.OnHold
        : WorkflowStatus.Queued;
}
