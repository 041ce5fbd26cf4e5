using Slipway.Model.Assignments;
using Slipway.Model.Plans;

namespace Slipway.Workflows.Graphs;

/// <summary>A workflow as its graph alone: what may start when does not depend on what the jobs do.</summary>
/// <param name="Name">Unique in the pipeline.</param>
/// <param name="Jobs">In the order of the plan.</param>
/// <param name="MaxAutoReruns">How often it is rerun from failed by itself.</param>
public sealed record WorkflowGraph(string Name, IReadOnlyList<GraphJob> Jobs, int MaxAutoReruns = 0)
{
    /// <summary>A job and all jobs that end before it, in the order of the plan.</summary>
    public IReadOnlyList<UpstreamJob> UpstreamOf(string job)
    {
        var seen = new UpstreamJobs(Jobs, job).Jobs.Append(job).ToHashSet(StringComparer.Ordinal);
        return [.. Jobs.Where(other => seen.Contains(other.Name)).Select(other => new UpstreamJob(other.Name, [.. other.Requires.Select(requirement => requirement.Job)]))];
    }

    public static WorkflowGraph Of(WorkflowPlan plan) => new(plan.Name, [.. plan.Jobs.Select(GraphJob.Of)], plan.MaxAutoReruns ?? 0);
}
