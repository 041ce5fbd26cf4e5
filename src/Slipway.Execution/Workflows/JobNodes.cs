using Slipway.Execution.Jobs;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Execution.TestResults;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Workflows.Pipelines;

namespace Slipway.Execution.Workflows;

/// <summary>Assigns the nodes of jobs, each as soon as there is a place for it.</summary>
internal sealed class JobNodes(RunScope run, IJobRunner jobs, SemaphoreSlim slots)
{
    /// <summary>Runs a build job and gives the end of each of its nodes.</summary>
    public async Task<IReadOnlyList<PipelineInput>> RunAsync(JobAttempt job, RunningWorkflow workflow, CancellationToken cancellationToken)
    {
        var plan = workflow.Job(job.Job);
        if (plan.Executor is not ExecutorPlan.Docker)
        {
            return [new PipelineInput.JobStopped(job, new JobOutcome.NotRun("its executor cannot run here"))];
        }

        var build = await GrowingNumber.TakeAsync(
            Path.Combine(run.State.Project(run.Facts.Project.Key), "build-number"), 1, cancellationToken);
        var first = await RunAssignments.MakeAsync(run, workflow, job, new JobNumbers(build, workflow.Id, workflow.Workspace, Guid.NewGuid()), cancellationToken);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, plan.Parallelism)
            .Select(node => RunAsync(first with { Job = first.Job with { Node = node } }, cancellationToken)));
        if (outcomes.All(outcome => outcome is JobOutcome.Passed))
        {
            await KeepTimingsAsync(plan, build, cancellationToken);
        }

        return [.. outcomes.Select((outcome, node) => new PipelineInput.NodeEnded(job, node, outcome))];
    }

    /// <remarks>Tests that failed or were cut short say nothing of how long they take. https://circleci.com/docs/guides/optimize/use-the-circleci-cli-to-split-tests/.</remarks>
    private async Task KeepTimingsAsync(JobPlan job, int build, CancellationToken cancellationToken)
    {
        try
        {
            var tests = TestRecord.Read(run.Folder, job.Name, build);
            if (tests.Any())
            {
                await run.TestTimings.KeepAsync(tests, cancellationToken);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // What later runs split by is not this job's result.
        }
    }

    private async Task<JobOutcome> RunAsync(Assignment assignment, CancellationToken cancellationToken)
    {
        try
        {
            await slots.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Other nodes of the job may have begun: each has an end of its own.
            run.Recorder.Record(new JobFinished(assignment.Job, new JobOutcome.Canceled(), TimeSpan.Zero) { Time = run.Recorder.Now });
            return new JobOutcome.Canceled();
        }

        try
        {
            return await jobs.RunAsync(assignment, cancellationToken);
        }
        finally
        {
            slots.Release();
        }
    }
}
