using Slipway.Execution.Projects;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Workflows.Pipelines;

namespace Slipway.Execution.Workflows;

/// <summary>Assigns the nodes of jobs, each as soon as there is a place for it.</summary>
/// <param name="slots">The places for nodes.</param>
/// <param name="testTimings">How long tests took, for all jobs of the run: nodes that saw other times would split tests differently, and a test would run nowhere.</param>
internal sealed class JobNodes(PipelinePorts ports, AssignmentTemplate template, SemaphoreSlim slots, Task<byte[]> testTimings)
{
    /// <summary>Runs a build job and gives the end of each of its nodes.</summary>
    public async Task<IReadOnlyList<PipelineInput>> RunAsync(JobAttempt job, RunningWorkflow workflow, CancellationToken cancellationToken)
    {
        var plan = workflow.Job(job.Job);
        if (ForeignJob.WhyElsewhere(plan) is not null)
        {
            return [new PipelineInput.JobStopped(job, new JobOutcome.NotRun("its executor cannot run here"))];
        }

        var build = await ports.Project.TakeNumberAsync(NumberSequence.Build, cancellationToken);
        var numbers = new JobNumbers(build, workflow.Id, workflow.Workspace, Guid.NewGuid());
        var first = template.For(job, workflow, numbers, await testTimings.WaitAsync(cancellationToken));
        var begun = new List<Task<JobOutcome>>();
        // A node is nothing before there is a place for it: a job may have thousands.
        while (begun.Count < plan.Parallelism && await TakePlaceAsync(cancellationToken))
        {
            begun.Add(RunInPlaceAsync(first with { Job = first.Job with { Node = begun.Count } }, cancellationToken));
        }

        var outcomes = await Task.WhenAll(begun);
        IEnumerable<PipelineInput> ended = outcomes.Select((outcome, node) => new PipelineInput.NodeEnded(job, node, outcome));
        if (outcomes.Length < plan.Parallelism)
        {
            return [.. ended, StopRest(job, outcomes.Length)];
        }

        if (outcomes.All(outcome => outcome is JobOutcome.Passed))
        {
            await KeepTimingsAsync(plan, build, cancellationToken);
        }

        return [.. ended];
    }

    /// <summary>Ends what of a canceled job has not begun. Behind nodes that have, the first of the rest stands for all of it in the record; a job that has not begun at all is recorded as one.</summary>
    private PipelineInput.JobStopped StopRest(JobAttempt job, int begun)
    {
        if (begun > 0)
        {
            ports.Recorder.Record(new JobFinished(new JobRef(job.Workflow, job.Job, begun, begun + 1), new JobOutcome.Canceled(), TimeSpan.Zero) { Time = ports.Recorder.Now });
        }

        return new PipelineInput.JobStopped(job, new JobOutcome.Canceled());
    }

    /// <returns>False: the job was canceled before there was one.</returns>
    private async Task<bool> TakePlaceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await slots.WaitAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <remarks>Tests that failed or were cut short say nothing of how long they take. https://circleci.com/docs/guides/optimize/use-the-circleci-cli-to-split-tests/.</remarks>
    private async Task KeepTimingsAsync(JobPlan job, int build, CancellationToken cancellationToken)
    {
        try
        {
            var tests = ports.ReadTests(job.Name, build);
            if (tests.Any())
            {
                await ports.Project.KeepTimingsAsync(tests, cancellationToken);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // What later runs split by is not this job's result.
        }
    }

    private async Task<JobOutcome> RunInPlaceAsync(Assignment assignment, CancellationToken cancellationToken)
    {
        try
        {
            return await ports.Jobs.RunAsync(assignment, cancellationToken);
        }
        finally
        {
            slots.Release();
        }
    }
}
