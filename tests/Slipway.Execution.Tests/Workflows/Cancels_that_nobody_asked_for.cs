using Slipway.Execution.Logs;
using Slipway.Execution.Steps;
using Slipway.Execution.Tests.Runs;
using Slipway.Execution.Workflows;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Tests.Workflows;

/// <summary>A wait that gives up throws what a cancel throws: only a run that was canceled may take it for one.</summary>
public sealed class Cancels_that_nobody_asked_for : IDisposable
{
    private readonly BareRun _run = new();

    [Fact]
    public async Task Are_no_passed_workflow()
    {
        var outcome = await RunAsync((_, _, _) => throw new TaskCanceledException("somebody gave up"), TestContext.Current.CancellationToken);
        Assert.Equal(RunOutcome.InfrastructureFailed, outcome);
        Assert.Contains("gave up", Assert.IsType<JobOutcome.InfrastructureFailed>(_run.Events.OfType<JobFinished>().Single().Outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Are_told_from_those_that_somebody_did()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var outcome = await RunAsync(
            async (_, _, token) =>
            {
                await cancel.CancelAsync();
                token.ThrowIfCancellationRequested();
                return true;
            },
            cancel.Token);
        Assert.Equal(RunOutcome.Canceled, outcome);
    }

    [Fact]
    public async Task Are_a_failure_of_the_step()
    {
        var thrown = false;
        _run.Wrote = _ =>
        {
            if (!thrown)
            {
                thrown = true;
                throw new TaskCanceledException("somebody gave up");
            }
        };
        var job = new JobRef("main", "job");
        await using var log = new StepLog(_run.Recorder, job, 1, 1, "attach", TimeProvider.System);
        var outcome = await StepExecution.RunAsync(_run.Context(new JobPlan { Name = job.Job, Definition = job.Job }), new AttachWorkspaceStep { Name = "attach", At = "/tmp" }, log, TestContext.Current.CancellationToken);
        Assert.IsType<StepOutcome.InfrastructureFailed>(outcome);
    }

    public void Dispose() => _run.Dispose();

    private Task<RunOutcome> RunAsync(Approver approver, CancellationToken cancellationToken) => _run.RunAsync(
        new WorkflowPlan { Name = "main", Jobs = [new JobPlan { Name = "hold", Definition = "hold", Kind = JobKind.Approval }] }, cancellationToken, approver);
}
