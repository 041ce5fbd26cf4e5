using Slipway.Model.Plans;
using Slipway.Workflows.Graphs;

namespace Slipway.Execution.Workflows;

/// <summary>What a run knows of one of its workflows beside how far it is.</summary>
/// <param name="workspace">The id of the first run of this workflow, whose workspace reruns inherit; null for a first run.</param>
internal sealed class RunningWorkflow(WorkflowPlan plan, Guid? workspace)
{
    private readonly Dictionary<string, JobPlan> _jobs = plan.Jobs.ToDictionary(job => job.Name, StringComparer.Ordinal);

    public WorkflowPlan Plan => plan;

    public Guid Id { get; } = Guid.NewGuid();

    public Guid Workspace => workspace ?? Id;

    public WorkflowGraph Graph { get; } = WorkflowGraph.Of(plan);

    /// <summary>The clock's timestamp of its start.</summary>
    public long Began { get; set; }

    public JobPlan Job(string name) => _jobs[name];
}
