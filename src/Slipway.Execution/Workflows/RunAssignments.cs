using Slipway.Execution.Runs;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Workflows.Graphs;
using Slipway.Workflows.Pipelines;

namespace Slipway.Execution.Workflows;

/// <summary>Makes assignments of what a pipeline wants to be run.</summary>
internal static class RunAssignments
{
    /// <summary>The assignment of a job's first node.</summary>
    public static async Task<Assignment> MakeAsync(RunScope run, RunningWorkflow workflow, JobAttempt job, JobNumbers numbers, CancellationToken cancellationToken)
    {
        var plan = workflow.Job(job.Job);
        var known = await run.TestTimings.KnownAsync().WaitAsync(cancellationToken);
        return new Assignment
        {
            Plan = plan,
            Job = new JobRef(job.Workflow, job.Job, Nodes: plan.Parallelism > 1 ? plan.Parallelism : null),
            Attempt = job.Attempt,
            Numbers = numbers,
            Run = run.Facts,
            Source = run.Source,
            Variables = new AssignedVariables(
                run.Variables.Project,
                plan.Contexts.Where(run.Variables.Contexts.ContainsKey).Distinct().ToDictionary(context => context, context => run.Variables.Contexts[context]),
                [.. run.Variables.Values.Distinct()]),
            Upstream = UpstreamOf(workflow.Graph, job.Job),
            Choices = run.Choices,
            Limits = run.Recorder.Storage.Limits,
            TestTimings = known.Length > 0 ? known : default(ReadOnlyMemory<byte>?),
            Continuation = run.Continuation,
        };
    }

    private static IReadOnlyList<UpstreamJob> UpstreamOf(WorkflowGraph graph, string job)
    {
        var seen = new UpstreamJobs(graph.Jobs, job).Jobs.Append(job).ToHashSet(StringComparer.Ordinal);
        return [.. graph.Jobs.Where(other => seen.Contains(other.Name)).Select(other => new UpstreamJob(other.Name, [.. other.Requires.Select(requirement => requirement.Job)]))];
    }
}
