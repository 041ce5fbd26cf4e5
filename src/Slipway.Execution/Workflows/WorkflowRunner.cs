using System.Globalization;
using Slipway.Execution.Failures;
using Slipway.Execution.Jobs;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Execution.TestResults;
using Slipway.Execution.Variables;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Workflows;

/// <summary>Runs one workflow: its graph, its approvals, its serial groups, its reruns from failed.</summary>
public sealed class WorkflowRunner(RunScope run, SemaphoreSlim slots, Approver approver)
{
    private readonly SerialLocks _locks = new(run.State, run.Facts.Trust.IsTrusted ? "" : $"{run.Facts.Project.Key}-{run.Facts.Trust.Name}", int.Parse(run.Facts.RunId, CultureInfo.InvariantCulture));
    private readonly Dictionary<string, IDisposable> _held = [];
    private bool _onHold;

    /// <param name="plan">What to run.</param>
    /// <param name="prior">Outcomes of an earlier run: its successes are not run again.</param>
    /// <param name="workspace">The id of the first run of this workflow, whose workspace reruns inherit; null for a first run.</param>
    /// <param name="cancellationToken">Cancels running jobs, and those that wait do not start.</param>
    public async Task<RunOutcome> RunAsync(
        WorkflowPlan plan, IReadOnlyDictionary<string, JobOutcome> prior, Guid? workspace, CancellationToken cancellationToken)
    {
        var began = run.Clock.GetTimestamp();
        var id = Guid.NewGuid();
        var ids = new WorkflowIds(id, workspace ?? id, plan.Jobs);
        run.Recorder.Record(new WorkflowStarted(plan.Name, id.ToString(), ids.Workspace.ToString(), [.. plan.Jobs.Select(job => job.Name)]) { Time = run.Recorder.Now });
        var outcomes = prior;
        for (var rerun = 1; ; rerun++)
        {
            outcomes = await RunGraphAsync(plan, ids, outcomes, cancellationToken);
            Release();
            if (Summarize(outcomes, cancellationToken) != RunOutcome.Failed || rerun > (plan.MaxAutoReruns ?? 0))
            {
                break;
            }

            var failed = outcomes.Where(job => IsFailure(job.Value)).Select(job => job.Key);
            run.Recorder.Record(new WorkflowRerun(plan.Name, rerun, plan.MaxAutoReruns ?? 0, [.. failed]) { Time = run.Recorder.Now });
        }

        var outcome = Summarize(outcomes, cancellationToken);
        run.Recorder.Record(new WorkflowFinished(plan.Name, outcome, run.Clock.GetElapsedTime(began)) { Time = run.Recorder.Now });
        return outcome;
    }

    private Task<IReadOnlyDictionary<string, JobOutcome>> RunGraphAsync(
        WorkflowPlan plan, WorkflowIds ids, IReadOnlyDictionary<string, JobOutcome> prior, CancellationToken cancellationToken) =>
        new JobGraph(
            plan.Jobs,
            job => job.Kind is JobKind.Build or JobKind.Approval && prior.GetValueOrDefault(job.Name) is JobOutcome.Passed passed
                ? Task.FromResult<JobOutcome>(passed)
                : RunJobAsync(plan.Name, job, ids, cancellationToken),
            (job, outcome) => RecordWithoutRun(plan.Name, job, outcome)).RunAsync();

    private void RecordWithoutRun(string workflow, JobPlan job, JobOutcome outcome) =>
        run.Recorder.Record(new JobFinished(new JobRef(workflow, job.Name), outcome, TimeSpan.Zero) { Time = run.Recorder.Now });

    private RunOutcome Summarize(IReadOnlyDictionary<string, JobOutcome> outcomes, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? RunOutcome.Canceled
        : outcomes.Values.Any(IsFailure) ? RunOutcome.Failed
        : outcomes.Values.Any(outcome => outcome is JobOutcome.InfrastructureFailed or JobOutcome.Canceled) ? RunOutcome.InfrastructureFailed
        : _onHold ? RunOutcome.OnHold
        : RunOutcome.Passed;

    private static bool IsFailure(JobOutcome outcome) => outcome is JobOutcome.Failed or JobOutcome.TimedOut or JobOutcome.Unauthorized;

    private async Task<JobOutcome> RunJobAsync(string workflow, JobPlan job, WorkflowIds ids, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = job.Kind switch
            {
                JobKind.Approval => await ApproveAsync(workflow, job, cancellationToken),
                JobKind.Lock => await LockAsync(job, cancellationToken),
                JobKind.Unlock => Unlock(job),
                JobKind.Build when job.SerialGroup is { } group => await RunSeriallyAsync(workflow, job, group, ids, cancellationToken),
                JobKind.Build => await RunNodesAsync(workflow, job, ids, cancellationToken),
                _ => new JobOutcome.Passed(),
            };
            if (job.Kind != JobKind.Build || outcome is JobOutcome.NotRun)
            {
                RecordWithoutRun(workflow, job, outcome);
            }

            return outcome;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return EndBefore(workflow, job, new JobOutcome.Canceled());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InfrastructureException or OperationCanceledException)
        {
            return EndBefore(workflow, job, new JobOutcome.InfrastructureFailed(exception.Message));
        }
    }

    /// <summary>A job that waits for its turn ends too, and whoever reads the run's events learns of it.</summary>
    private JobOutcome EndBefore(string workflow, JobPlan job, JobOutcome outcome)
    {
        RecordWithoutRun(workflow, job, outcome);
        return outcome;
    }

    private async Task<JobOutcome> ApproveAsync(string workflow, JobPlan job, CancellationToken cancellationToken)
    {
        run.Recorder.Record(new ApprovalRequested(workflow, job.Name) { Time = run.Recorder.Now });
        var given = run.Choices.Approvals.Contains("all") || run.Choices.Approvals.Contains(job.Name)
            || await approver(workflow, job.Name, cancellationToken);
        if (!given)
        {
            _onHold = true;
            return new JobOutcome.NotRun("it waits for approval");
        }

        run.Recorder.Record(new ApprovalGiven(workflow, job.Name) { Time = run.Recorder.Now });
        return new JobOutcome.Passed();
    }

    private async Task<JobOutcome> LockAsync(JobPlan job, CancellationToken cancellationToken)
    {
        var group = job.SerialGroup ?? job.Name;
        if (await _locks.TakeAsync(group, cancellationToken) is not { } held)
        {
            return new JobOutcome.NotRun($"a newer run took its turn in serial group {group}");
        }

        lock (_held)
        {
            _held[group] = held;
        }

        return new JobOutcome.Passed();
    }

    private JobOutcome.Passed Unlock(JobPlan job)
    {
        IDisposable? held;
        lock (_held)
        {
            _held.Remove(job.SerialGroup ?? job.Name, out held);
        }

        held?.Dispose();
        return new JobOutcome.Passed();
    }

    /// <summary>Locks whose unlocking job did not run; a rerun takes them again.</summary>
    private void Release()
    {
        foreach (var held in _held.Values)
        {
            held.Dispose();
        }

        _held.Clear();
    }

    private async Task<JobOutcome> RunSeriallyAsync(
        string workflow, JobPlan job, string group, WorkflowIds ids, CancellationToken cancellationToken)
    {
        using var held = await _locks.TakeAsync(group, cancellationToken);
        return held is null
            ? new JobOutcome.NotRun($"a newer run took its turn in serial group {group}")
            : await RunNodesAsync(workflow, job, ids, cancellationToken);
    }

    private async Task<JobOutcome> RunNodesAsync(string workflow, JobPlan job, WorkflowIds ids, CancellationToken cancellationToken)
    {
        if (job.Executor is not ExecutorPlan.Docker)
        {
            return new JobOutcome.NotRun("its executor cannot run here");
        }

        var build = await GrowingNumber.TakeAsync(
            Path.Combine(run.State.Project(run.Facts.Project.Key), "build-number"), 1, cancellationToken);
        var numbers = new JobNumbers(build, ids.Workflow, ids.Workspace, Guid.NewGuid());
        var nodes = Enumerable.Range(0, job.Parallelism)
            .Select(node => RunNodeAsync(job, new JobRef(workflow, job.Name, node), numbers, ids, cancellationToken));
        var outcome = Worst(await Task.WhenAll(nodes));
        if (outcome is JobOutcome.Passed)
        {
            await KeepTimingsAsync(job, build, cancellationToken);
        }

        return outcome;
    }

    /// <remarks>Tests that failed or were cut short say nothing of how long they take. https://circleci.com/docs/guides/optimize/use-the-circleci-cli-to-split-tests/.</remarks>
    private async Task KeepTimingsAsync(JobPlan job, int build, CancellationToken cancellationToken)
    {
        try
        {
            var tests = TestRecord.Read(run.Recorder.Folder, job.Name, build);
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

    private async Task<JobOutcome> RunNodeAsync(JobPlan job, JobRef node, JobNumbers numbers, WorkflowIds ids, CancellationToken cancellationToken)
    {
        try
        {
            await slots.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Other nodes of the job may have begun: each has an end of its own.
            var canceled = new JobOutcome.Canceled();
            run.Recorder.Record(new JobFinished(node, canceled, TimeSpan.Zero) { Time = run.Recorder.Now });
            return canceled;
        }

        var began = run.Clock.GetTimestamp();
        try
        {
            return await new JobRunner(run, ids.Jobs).RunAsync(job, node, numbers, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The top of a job: whatever it is, the run's other jobs go on and everything is cleaned up.
            var outcome = new JobOutcome.InfrastructureFailed(exception.Message);
            run.Recorder.Record(new JobFinished(node, outcome, run.Clock.GetElapsedTime(began)) { Time = run.Recorder.Now });
            return outcome;
        }
        finally
        {
            slots.Release();
        }
    }

    /// <summary>A job with several nodes fails if any of them does.</summary>
    private static JobOutcome Worst(JobOutcome[] nodes) =>
        nodes.FirstOrDefault(outcome => outcome is JobOutcome.Canceled)
        ?? nodes.FirstOrDefault(outcome => outcome is JobOutcome.Failed or JobOutcome.TimedOut)
        ?? nodes.FirstOrDefault(outcome => outcome is not JobOutcome.Passed)
        ?? nodes[0];
}

/// <summary>A workflow's own id, that of the workflow whose workspace it has, and its jobs.</summary>
public sealed record WorkflowIds(Guid Workflow, Guid Workspace, IReadOnlyList<JobPlan> Jobs);
