using Slipway.Execution.Tests.Runs;
using Slipway.Execution.Workflows;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Tests.Workflows;

/// <summary>A mistake of ours in one job is that job's failure, and the others go on.</summary>
public sealed class Jobs_that_break : IDisposable
{
    private readonly BareRun _run = new();

    [Fact]
    public async Task Are_recorded_as_failures_of_the_infrastructure_and_leave_the_rest_alone()
    {
        using var slots = new SemaphoreSlim(1);
        var workflow = new WorkflowPlan
        {
            Name = "main",
            Jobs =
            [
                new JobPlan { Name = "broken", Definition = "broken", Executor = new ExecutorPlan.Docker([]) },
                new JobPlan { Name = "other", Definition = "other", Kind = JobKind.NoOp },
            ],
        };
        var outcome = await new WorkflowRunner(_run.Scope, slots, (_, _, _) => Task.FromResult(false))
            .RunAsync(workflow, new Dictionary<string, JobOutcome>(), null, TestContext.Current.CancellationToken);
        Assert.Equal(RunOutcome.InfrastructureFailed, outcome);
        var outcomes = _run.Events.OfType<JobFinished>().ToDictionary(finished => finished.Job.Job, finished => finished.Outcome);
        Assert.IsType<JobOutcome.InfrastructureFailed>(outcomes["broken"]);
        Assert.IsType<JobOutcome.Passed>(outcomes["other"]);
        Assert.Equal(1, slots.CurrentCount);
    }

    public void Dispose() => _run.Dispose();
}
