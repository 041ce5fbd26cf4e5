using System.Globalization;
using Slipway.Server.Pipelines;
using Slipway.Server.Projects;
using Slipway.Server.Storage;
using Slipway.Server.Tokens;

namespace Slipway.Server.Queue;

/// <summary>What the token of a running job gives access to.</summary>
public sealed record JobAccess(QueuedNode Node, JobRecord Job, WorkflowRecord Workflow, PipelineRecord Pipeline, Project Project)
{
    /// <returns>Null: the job does not run any more.</returns>
    public static async Task<JobAccess?> FindAsync(SqlSession session, KnownToken token) =>
        long.TryParse(token.Subject, CultureInfo.InvariantCulture, out var assignment)
        && await AssignmentTable.FindAsync(session, assignment) is { State: NodeState.Leased } node
            ? await OfAsync(session, node)
            : null;

    /// <summary>All that a node is of.</summary>
    public static async Task<JobAccess> OfAsync(SqlSession session, QueuedNode node)
    {
        var job = await WorkflowJobTable.FindAsync(session, node.Job) ?? throw Missing(node);
        var workflow = await WorkflowTable.FindAsync(session, job.Workflow) ?? throw Missing(node);
        var pipeline = await PipelineTable.FindAsync(session, workflow.Pipeline) ?? throw Missing(node);
        return new JobAccess(node, job, workflow, pipeline, await ProjectTable.FindAsync(session, pipeline.Project) ?? throw Missing(node));
    }

    private static InvalidOperationException Missing(QueuedNode node) => new($"Assignment {node.Id} is of nothing.");
}
