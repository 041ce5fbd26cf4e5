using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Server.Content;
using Slipway.Server.Pipelines;
using Slipway.Server.Projects;
using Slipway.Server.Queue;
using Slipway.Server.Storage;
using Slipway.Workflows.Pipelines;

namespace Slipway.Server.Driving;

/// <summary>Does what a pipeline's state machine says, within one transaction.</summary>
internal sealed class PipelineSteps(SqlSession session, PipelineRecord pipeline, Plan plan, DateTimeOffset now)
{
    /// <param name="output">What is to be done.</param>
    /// <param name="state">The state that it came with.</param>
    /// <returns>What follows from it at once.</returns>
    public async Task<IReadOnlyList<(Guid Pipeline, PipelineInput Input)>> DoAsync(PipelineOutput output, PipelineState state)
    {
        switch (output)
        {
            case PipelineOutput.WorkflowStarted started:
                await BeginAsync(started.Workflow, started.Attempt);
                break;
            case PipelineOutput.WorkflowRerun rerun:
                await BeginAsync(rerun.Workflow, state.Workflows.First(workflow => workflow.Graph.Name == rerun.Workflow).Attempt);
                break;
            case PipelineOutput.StartJob start:
                return await QueueAsync(start);
            case PipelineOutput.CancelJob cancel:
                return await CancelAsync(cancel.Job);
            case PipelineOutput.AskApproval ask:
                await WorkflowJobTable.SetStatusAsync(session, (await JobAsync(ask.Job)).Id, JobStatus.OnHold);
                break;
            case PipelineOutput.JobEnded ended:
                await WorkflowJobTable.EndAsync(session, (await JobAsync(ended.Job)).Id, ended.Outcome, ApproverOf(ended.Job, state), now);
                break;
            case PipelineOutput.JobReused reused:
                await ReuseAsync(reused.Job);
                break;
            case PipelineOutput.TakeTurn take:
                return await TakeTurnAsync(take);
            case PipelineOutput.ReleaseTurn release when await TurnTable.RemoveAsync(session, pipeline.Id, release.Job) is { } group:
                return await GrantAsync(group);
            case PipelineOutput.StartTimer timer:
                await TimerTable.AddAsync(session, pipeline.Id, timer.Job, now + timer.After);
                break;
            case PipelineOutput.AskContinuation:
                await PipelineTable.SetStageAsync(session, pipeline.Id, PipelineStage.Continuing);
                break;
        }

        return [];
    }

    /// <summary>Notes how far the workflows are.</summary>
    public async Task NoteStatusesAsync(PipelineState state)
    {
        foreach (var workflow in state.Setup.Concat(state.Workflows))
        {
            if (await WorkflowTable.FindAsync(session, pipeline.Id, workflow.Graph.Name, workflow.Attempt) is not { EndedAt: null } known)
            {
                continue;
            }

            var status = WorkflowStatuses.Of(workflow);
            if (workflow.Outcome is null)
            {
                await WorkflowTable.SetStatusAsync(session, known.Id, status);
            }
            else
            {
                await WorkflowTable.EndAsync(session, known.Id, status, now);
            }
        }
    }

    private async Task BeginAsync(string name, int attempt)
    {
        var id = Guid.NewGuid();
        var earlier = (await WorkflowTable.ListAsync(session, pipeline.Id)).Where(workflow => workflow.Name == name).ToList();
        await WorkflowTable.AddAsync(session, new WorkflowRecord(id, pipeline.Id, name, attempt, earlier.FirstOrDefault()?.Workspace ?? id, WorkflowStatus.Running, now, null));
        foreach (var (place, job) in Workflow(name).Jobs.Index())
        {
            await WorkflowJobTable.AddAsync(
                session,
                new JobRecord { Id = Guid.NewGuid(), Workflow = id, Project = pipeline.Project, Name = job.Name, Kind = job.Kind, Status = JobStatus.Blocked, CreatedAt = now },
                place);
        }
    }

    private async Task<IReadOnlyList<(Guid, PipelineInput)>> QueueAsync(PipelineOutput.StartJob start)
    {
        var job = await JobAsync(start.Job);
        if (Workflow(start.Job.Workflow).Jobs.First(known => known.Name == start.Job.Job).Executor is not ExecutorPlan.Docker)
        {
            return [(pipeline.Id, new PipelineInput.JobStopped(start.Job, new JobOutcome.NotRun("its executor cannot run here")))];
        }

        await WorkflowJobTable.SetBuildAsync(session, job.Id, await ProjectTable.TakeBuildNumberAsync(session, pipeline.Project));
        await WorkflowJobTable.SetStatusAsync(session, job.Id, JobStatus.Queued);
        for (var node = 0; node < start.Nodes; node++)
        {
            await AssignmentTable.AddAsync(session, job.Id, node, now);
        }

        return [];
    }

    /// <summary>Nodes that wait end at once; those that run are told by their runners' next beat.</summary>
    private async Task<IReadOnlyList<(Guid, PipelineInput)>> CancelAsync(JobAttempt attempt)
    {
        var job = await JobAsync(attempt);
        await AssignmentTable.CancelAsync(session, job.Id);
        var waiting = (await AssignmentTable.ListAsync(session, job.Id)).Where(node => node.State == NodeState.Queued).ToList();
        foreach (var node in waiting)
        {
            await AssignmentTable.EndAsync(session, node.Id, new JobOutcome.Canceled(), now);
        }

        var ends = waiting.Select(node => (pipeline.Id, (PipelineInput)new PipelineInput.NodeEnded(attempt, node.Node, new JobOutcome.Canceled())));
        // It may have waited for a turn that another one waits for behind it.
        var granted = job.Status == JobStatus.Waiting && await TurnTable.RemoveAsync(session, pipeline.Id, attempt) is { } group ? await GrantAsync(group) : [];
        return [.. ends, .. granted];
    }

    /// <summary>A group is an organisation's.</summary>
    private async Task<IReadOnlyList<(Guid, PipelineInput)>> TakeTurnAsync(PipelineOutput.TakeTurn take)
    {
        var project = await ProjectTable.FindAsync(session, pipeline.Project) ?? throw new InvalidOperationException($"There is no project {pipeline.Project}.");
        var group = $"{project.Slug.Host}/{project.Slug.Owner}/{take.Group}";
        await WorkflowJobTable.SetStatusAsync(session, (await JobAsync(take.Job)).Id, JobStatus.Waiting);
        return await TurnTable.TryWaitAsync(session, group, pipeline.Intake, pipeline.Id, take.Job) ? await GrantAsync(group) : [(pipeline.Id, new PipelineInput.TurnRefused(take.Job))];
    }

    private async Task<IReadOnlyList<(Guid, PipelineInput)>> GrantAsync(string group) =>
        await TurnTable.GrantAsync(session, group) is { } turn ? [(turn.Pipeline, new PipelineInput.TurnGranted(turn.Job))] : [];

    /// <summary>What it left counts, and so does when and by which number it ran.</summary>
    private async Task ReuseAsync(JobAttempt attempt)
    {
        var job = await JobAsync(attempt);
        var earlier = (await WorkflowTable.ListAsync(session, pipeline.Id)).Where(workflow => workflow.Name == attempt.Workflow && workflow.Attempt < attempt.Attempt).MaxBy(workflow => workflow.Attempt)
            ?? throw new InvalidOperationException($"Pipeline {pipeline.Id} has no attempt before {attempt}.");
        await WorkflowJobTable.ReuseAsync(session, job.Id, await WorkflowJobTable.FindAsync(session, earlier.Id, attempt.Job) ?? throw new InvalidOperationException($"{earlier.Id} has no job {attempt.Job}."));
        await LayerTable.CopyAsync(session, earlier.Id, job.Workflow, attempt.Job);
    }

    private WorkflowPlan Workflow(string name) => plan.Workflows.First(workflow => workflow.Name == name);

    private static string? ApproverOf(JobAttempt job, PipelineState state)
    {
        var workflow = state.Setup.Concat(state.Workflows).FirstOrDefault(known => known.Graph.Name == job.Workflow && known.Attempt == job.Attempt);
        var place = workflow?.Graph.Jobs.Index().FirstOrDefault(known => known.Item.Name == job.Job).Index;
        return place is { } index ? workflow!.Jobs[index].ApprovedBy : null;
    }

    private async Task<JobRecord> JobAsync(JobAttempt job) =>
        await WorkflowTable.FindAsync(session, pipeline.Id, job.Workflow, job.Attempt) is { } workflow && await WorkflowJobTable.FindAsync(session, workflow.Id, job.Job) is { } known
            ? known
            : throw new InvalidOperationException($"Pipeline {pipeline.Id} has no job {job}.");
}
