using System.Globalization;
using Slipway.Execution.Runs;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Workflows.Graphs;
using Slipway.Workflows.Pipelines;

namespace Slipway.Execution.Workflows;

/// <summary>Drives a pipeline on this machine: does what its state machine says, records it, and tells the machine what came of it.</summary>
/// <param name="parallelJobs">How many nodes of jobs run at once.</param>
public sealed class PipelineRunner(PipelinePorts ports, AssignmentTemplate template, int parallelJobs)
{
    private readonly Dictionary<string, RunningWorkflow> _workflows = new(StringComparer.Ordinal);
    private AssignmentTemplate _template = template;

    /// <summary>Asked for once, when the first job starts, and nobody's cancel ends it: what the first one learns is what all others learn.</summary>
    private readonly Lazy<Task<byte[]>> _testTimings = new(() => ports.Project.ReadTimingsAsync(CancellationToken.None));

    /// <param name="plan">Selected and complete.</param>
    /// <param name="prior">What an earlier run came to, for a rerun from failed; null for a first run.</param>
    /// <param name="cancellationToken">Cancels the run in order.</param>
    public async Task<RunOutcome> RunAsync(Plan plan, PriorRun? prior, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(parallelJobs);
        await using var turns = new SerialTurns(ports.Project, int.Parse(_template.Facts.RunId, CultureInfo.InvariantCulture));
        await using var tasks = new JobTasks(cancellationToken);
        var change = Pipeline.Apply(
            PipelineState.Empty,
            new PipelineInput.Started(Meet(plan, prior), plan.IsSetup) { Passed = prior?.Passed ?? new Dictionary<string, IReadOnlyList<string>>() });
        while (true)
        {
            foreach (var output in change.Outputs)
            {
                Record(output);
                await DoAsync(output, tasks, turns, slots, cancellationToken);
            }

            if (change.State.Outcome is { } outcome)
            {
                return outcome;
            }

            change = Pipeline.Apply(change.State, await tasks.NextAsync());
        }
    }

    private IReadOnlyList<WorkflowGraph> Meet(Plan plan, PriorRun? prior)
    {
        foreach (var workflow in plan.Workflows)
        {
            _workflows[workflow.Name] = new RunningWorkflow(workflow, prior?.Workspaces.GetValueOrDefault(workflow.Name));
        }

        return [.. plan.Workflows.Select(workflow => _workflows[workflow.Name].Graph)];
    }

    private async Task DoAsync(PipelineOutput output, JobTasks tasks, SerialTurns turns, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        switch (output)
        {
            case PipelineOutput.StartJob start:
                tasks.Start(start.Job, token => new JobNodes(ports, _template, slots, _testTimings.Value).RunAsync(start.Job, _workflows[start.Job.Workflow], token));
                break;
            case PipelineOutput.CancelJob cancel:
                await tasks.CancelAsync(cancel.Job);
                break;
            case PipelineOutput.AskApproval ask:
                tasks.Start(ask.Job, async token => [await ApproveAsync(ask.Job, token)]);
                break;
            case PipelineOutput.TakeTurn take:
                tasks.Start(take.Job, async token => [await turns.TakeAsync(take.Job, take.Group, token)]);
                break;
            case PipelineOutput.ReleaseTurn release:
                await turns.GiveBackAsync(release.Job);
                break;
            case PipelineOutput.AskContinuation:
                tasks.Tell(await ContinueAsync(cancellationToken));
                break;
        }
    }

    private async Task<PipelineInput> ApproveAsync(JobAttempt job, CancellationToken cancellationToken) =>
        await ports.Approver(job.Workflow, job.Job, cancellationToken)
            ? new PipelineInput.ApprovalGiven(job, _template.Facts.User)
            : new PipelineInput.ApprovalLeftOpen(job);

    private async Task<PipelineInput> ContinueAsync(CancellationToken cancellationToken)
    {
        if (await ports.ContinueAsync(cancellationToken) is not { } plan)
        {
            return new PipelineInput.ContinuationRefused();
        }

        // A pipeline is continued once.
        _template = _template with { Continuation = null };
        return new PipelineInput.ContinuationGiven(Meet(plan, null));
    }

    private void Record(PipelineOutput output)
    {
        switch (output)
        {
            case PipelineOutput.WorkflowStarted started:
                var workflow = _workflows[started.Workflow];
                workflow.Began = ports.Clock.GetTimestamp();
                Record(new WorkflowStarted(started.Workflow, workflow.Id.ToString(), workflow.Workspace.ToString(), [.. workflow.Plan.Jobs.Select(job => job.Name)]) { Time = ports.Recorder.Now });
                break;
            case PipelineOutput.WorkflowRerun rerun:
                Record(new WorkflowRerun(rerun.Workflow, rerun.Rerun, rerun.Most, rerun.Failed) { Time = ports.Recorder.Now });
                break;
            case PipelineOutput.WorkflowEnded ended:
                Record(new WorkflowFinished(ended.Workflow, ended.Outcome, ports.Clock.GetElapsedTime(_workflows[ended.Workflow].Began)) { Time = ports.Recorder.Now });
                break;
            case PipelineOutput.AskApproval ask:
                Record(new ApprovalRequested(ask.Job.Workflow, ask.Job.Job) { Time = ports.Recorder.Now });
                break;
            case PipelineOutput.JobEnded { HasRun: false } ended:
                RecordWithoutRun(ended.Job, ended.Outcome);
                break;
        }
    }

    /// <summary>Of the nodes of a job that ran, each has recorded its end.</summary>
    private void RecordWithoutRun(JobAttempt job, JobOutcome outcome)
    {
        if (outcome is JobOutcome.Passed && _workflows[job.Workflow].Job(job.Job).Kind == JobKind.Approval)
        {
            Record(new ApprovalGiven(job.Workflow, job.Job) { Time = ports.Recorder.Now });
        }

        Record(new JobFinished(new JobRef(job.Workflow, job.Job), outcome, TimeSpan.Zero) { Time = ports.Recorder.Now });
    }

    private void Record(RunEvent happened) => ports.Recorder.Record(happened);
}
