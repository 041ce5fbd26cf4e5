using System.Text.Json.Serialization;
using Slipway.Model.Events;
using Slipway.Workflows.Graphs;

namespace Slipway.Workflows.Pipelines;

/// <summary>
/// Something that happened to a pipeline. Its inputs in their order are all that its state depends on. One that no longer applies changes nothing, so that it
/// may come twice or too late.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Started), "started")]
[JsonDerivedType(typeof(NodeEnded), "node_ended")]
[JsonDerivedType(typeof(JobStopped), "job_stopped")]
[JsonDerivedType(typeof(ApprovalGiven), "approval_given")]
[JsonDerivedType(typeof(ApprovalLeftOpen), "approval_left_open")]
[JsonDerivedType(typeof(TurnGranted), "turn_granted")]
[JsonDerivedType(typeof(TurnRefused), "turn_refused")]
[JsonDerivedType(typeof(TimerElapsed), "timer_elapsed")]
[JsonDerivedType(typeof(JobCancelAsked), "job_cancel_asked")]
[JsonDerivedType(typeof(CancelAsked), "cancel_asked")]
[JsonDerivedType(typeof(RerunAsked), "rerun_asked")]
[JsonDerivedType(typeof(ContinuationGiven), "continuation_given")]
[JsonDerivedType(typeof(ContinuationRefused), "continuation_refused")]
public abstract record PipelineInput
{
    private PipelineInput()
    {
    }

    /// <summary>The first input of every pipeline.</summary>
    /// <param name="Workflows">What is to run, with filters applied.</param>
    /// <param name="IsSetup">Whether another config follows.</param>
    public sealed record Started(IReadOnlyList<WorkflowGraph> Workflows, bool IsSetup = false) : PipelineInput
    {
        /// <summary>For a rerun from failed of an earlier pipeline: by workflow, the jobs that passed and are not run again.</summary>
        public IReadOnlyDictionary<string, IReadOnlyList<string>> Passed { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

        public WaitLimits Limits { get; init; } = new();
    }

    /// <summary>An input that is about one job.</summary>
    public abstract record OfJob : PipelineInput
    {
        private protected OfJob(JobAttempt job) => Job = job;

        public JobAttempt Job { get; init; }
    }

    /// <summary>A node of a running job came to its end.</summary>
    public sealed record NodeEnded(JobAttempt Job, int Node, JobOutcome Outcome) : OfJob(Job);

    /// <summary>A job ended with all that it waited for, and so did those of its nodes that had no end yet.</summary>
    public sealed record JobStopped(JobAttempt Job, JobOutcome Outcome) : OfJob(Job);

    /// <param name="Job">An approval job.</param>
    /// <param name="By">Who gave it; null: not known.</param>
    public sealed record ApprovalGiven(JobAttempt Job, string? By = null) : OfJob(Job);

    /// <summary>Nobody is there to give the approval: the workflow ends on hold.</summary>
    public sealed record ApprovalLeftOpen(JobAttempt Job) : OfJob(Job);

    /// <summary>It is the job's turn in its serial group. One that comes when nobody waits for it is given back.</summary>
    public sealed record TurnGranted(JobAttempt Job) : OfJob(Job);

    /// <summary>A newer pipeline had its turn in the serial group meanwhile.</summary>
    public sealed record TurnRefused(JobAttempt Job) : OfJob(Job);

    public sealed record TimerElapsed(JobAttempt Job) : OfJob(Job);

    /// <summary>Somebody wants one job to end, and not its workflow.</summary>
    public sealed record JobCancelAsked(JobAttempt Job) : OfJob(Job);

    /// <param name="Workflow">Which; null: all.</param>
    public sealed record CancelAsked(string? Workflow = null) : PipelineInput;

    /// <summary>A workflow that has ended is to be run again.</summary>
    /// <param name="Workflow">Which.</param>
    /// <param name="FromStart">All of it, and not only what has not passed.</param>
    public sealed record RerunAsked(string Workflow, bool FromStart = false) : PipelineInput;

    /// <param name="Workflows">What the setup half gave to go on with; none: nothing more is run.</param>
    public sealed record ContinuationGiven(IReadOnlyList<WorkflowGraph> Workflows) : PipelineInput;

    /// <summary>What the setup half gave is no valid config.</summary>
    public sealed record ContinuationRefused : PipelineInput;
}
