using Slipway.Execution.Runs;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Workflows.Pipelines;

namespace Slipway.Execution.Workflows;

/// <summary>What all assignments of a run have in common.</summary>
public sealed record AssignmentTemplate
{
    public required RunFacts Facts { get; init; }

    public required VariableSets Variables { get; init; }

    /// <summary>What the jobs check out.</summary>
    public required JobSource Source { get; init; }

    /// <summary>What was chosen for all jobs.</summary>
    public required JobChoices Choices { get; init; }

    public required StorageLimits Limits { get; init; }

    /// <summary>How a setup pipeline is continued; null in all others.</summary>
    public ContinuationOffer? Continuation { get; init; }

    /// <summary>The assignment of a job's first node.</summary>
    /// <param name="testTimings">How long tests took; empty where nothing is known.</param>
    internal Assignment For(JobAttempt job, RunningWorkflow workflow, JobNumbers numbers, byte[] testTimings)
    {
        var plan = workflow.Job(job.Job);
        return new Assignment
        {
            Plan = plan,
            Job = new JobRef(job.Workflow, job.Job, Nodes: plan.Parallelism > 1 ? plan.Parallelism : null),
            Attempt = job.Attempt,
            Numbers = numbers,
            Run = Facts,
            Source = Source,
            Variables = new AssignedVariables(
                Variables.Project,
                plan.Contexts.Where(Variables.Contexts.ContainsKey).Distinct().ToDictionary(context => context, context => Variables.Contexts[context]),
                [.. Variables.Values.Distinct()]),
            Upstream = workflow.Graph.UpstreamOf(job.Job),
            Choices = Choices,
            Limits = Limits,
            TestTimings = testTimings.Length > 0 ? testTimings : default(ReadOnlyMemory<byte>?),
            Continuation = Continuation,
        };
    }
}
