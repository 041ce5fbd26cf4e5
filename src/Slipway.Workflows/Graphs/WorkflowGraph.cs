using Slipway.Model.Plans;

namespace Slipway.Workflows.Graphs;

/// <summary>A workflow as its graph alone: what may start when does not depend on what the jobs do.</summary>
/// <param name="Name">Unique in the pipeline.</param>
/// <param name="Jobs">In the order of the plan.</param>
/// <param name="MaxAutoReruns">How often it is rerun from failed by itself.</param>
public sealed record WorkflowGraph(string Name, IReadOnlyList<GraphJob> Jobs, int MaxAutoReruns = 0)
{
    public static WorkflowGraph Of(WorkflowPlan plan) => new(plan.Name, [.. plan.Jobs.Select(GraphJob.Of)], plan.MaxAutoReruns ?? 0);
}
