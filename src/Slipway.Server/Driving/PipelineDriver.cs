using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Server.Queue;
using Slipway.Server.Storage;
using Slipway.Workflows.Graphs;
using Slipway.Workflows.Pipelines;

namespace Slipway.Server.Driving;

/// <summary>
/// Tells pipelines what has happened to them, and does what their state machine says: rows of the queue, of workflows and of jobs. All that follows from an input is in the
/// transaction that the input is written down in, so that a server that is killed at any point goes on where it was.
/// </summary>
public sealed class PipelineDriver(TimeProvider clock)
{
    /// <remarks>https://circleci.com/docs/guides/orchestrate/controlling-serial-execution-across-your-organization/ and https://circleci.com/docs/guides/orchestrate/workflows/.</remarks>
    private static readonly WaitLimits Limits = new(TimeSpan.FromHours(5), TimeSpan.FromDays(90));

    /// <summary>Begins the workflows of a pipeline whose plan is kept.</summary>
    public Task StartAsync(SqlSession session, Guid pipeline, Plan plan) =>
        ApplyAsync(session, pipeline, new PipelineInput.Started([.. plan.Workflows.Select(WorkflowGraph.Of)], plan.IsSetup) { Limits = Limits });

    /// <summary>Tells the pipeline of a node that it has ended.</summary>
    public async Task EndAsync(SqlSession session, QueuedNode node, JobOutcome outcome)
    {
        await AssignmentTable.EndAsync(session, node.Id, outcome, clock.GetUtcNow());
        var access = await JobAccess.OfAsync(session, node);
        await ApplyAsync(session, access.Pipeline.Id, new PipelineInput.NodeEnded(new JobAttempt(access.Workflow.Name, access.Job.Name, access.Workflow.Attempt), node.Node, outcome));
    }

    /// <summary>Takes one input into account, with all that follows from it, in other pipelines too.</summary>
    public async Task ApplyAsync(SqlSession session, Guid pipeline, PipelineInput input)
    {
        var now = clock.GetUtcNow();
        var driven = new Dictionary<Guid, DrivenPipeline>();
        var inputs = new Queue<(Guid Pipeline, PipelineInput Input)>([(pipeline, input)]);
        while (inputs.TryDequeue(out var next))
        {
            if (!driven.TryGetValue(next.Pipeline, out var current))
            {
                driven[next.Pipeline] = current = await DrivenPipeline.OpenAsync(session, next.Pipeline, now);
            }

            foreach (var follows in await current.ApplyAsync(next.Input))
            {
                inputs.Enqueue(follows);
            }
        }
    }
}
