using System.Text.Json.Serialization;
using Slipway.Model.Events;

namespace Slipway.Workflows.Pipelines;

/// <summary>What whoever drives a pipeline is to do or to tell, in this order.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(WorkflowStarted), "workflow_started")]
[JsonDerivedType(typeof(WorkflowRerun), "workflow_rerun")]
[JsonDerivedType(typeof(WorkflowEnded), "workflow_ended")]
[JsonDerivedType(typeof(StartJob), "start_job")]
[JsonDerivedType(typeof(CancelJob), "cancel_job")]
[JsonDerivedType(typeof(JobEnded), "job_ended")]
[JsonDerivedType(typeof(JobReused), "job_reused")]
[JsonDerivedType(typeof(AskApproval), "ask_approval")]
[JsonDerivedType(typeof(TakeTurn), "take_turn")]
[JsonDerivedType(typeof(ReleaseTurn), "release_turn")]
[JsonDerivedType(typeof(StartTimer), "start_timer")]
[JsonDerivedType(typeof(AskContinuation), "ask_continuation")]
[JsonDerivedType(typeof(PipelineEnded), "pipeline_ended")]
public abstract record PipelineOutput
{
    private PipelineOutput()
    {
    }

    /// <summary>A workflow begins, or is run again because somebody asked.</summary>
    public sealed record WorkflowStarted(string Workflow, int Attempt) : PipelineOutput;

    /// <summary>A workflow runs again by itself what failed.</summary>
    /// <param name="Workflow">Its name.</param>
    /// <param name="Rerun">Which of these reruns it is, from 1.</param>
    /// <param name="Most">How many there may be.</param>
    /// <param name="Failed">The jobs that failed.</param>
    public sealed record WorkflowRerun(string Workflow, int Rerun, int Most, IReadOnlyList<string> Failed) : PipelineOutput;

    public sealed record WorkflowEnded(string Workflow, RunOutcome Outcome) : PipelineOutput;

    /// <summary>Run the nodes of a job. Each one's end is an input.</summary>
    public sealed record StartJob(JobAttempt Job, int Nodes) : PipelineOutput;

    /// <summary>Cancel in order what a job is at: its nodes, which end as they do, or what it waits for.</summary>
    public sealed record CancelJob(JobAttempt Job) : PipelineOutput;

    /// <param name="Job">A job that came to its end.</param>
    /// <param name="Outcome">Which one.</param>
    /// <param name="HasRun">Whether nodes of it have told their ends.</param>
    public sealed record JobEnded(JobAttempt Job, JobOutcome Outcome, bool HasRun) : PipelineOutput;

    /// <summary>A job is not run, because it passed in an earlier attempt.</summary>
    public sealed record JobReused(JobAttempt Job) : PipelineOutput;

    public sealed record AskApproval(JobAttempt Job) : PipelineOutput;

    /// <summary>Wait for the turn in a serial group. It is held until <see cref="ReleaseTurn"/>.</summary>
    public sealed record TakeTurn(JobAttempt Job, string Group) : PipelineOutput;

    /// <summary>Give back the turn that was granted to the job.</summary>
    public sealed record ReleaseTurn(JobAttempt Job) : PipelineOutput;

    /// <summary>Say after a while that the job has waited so long. A timer that nobody needs any more may elapse too.</summary>
    public sealed record StartTimer(JobAttempt Job, TimeSpan After) : PipelineOutput;

    /// <summary>The setup half has ended: say what the pipeline goes on with.</summary>
    public sealed record AskContinuation : PipelineOutput;

    public sealed record PipelineEnded(RunOutcome Outcome) : PipelineOutput;
}
