using Slipway.Execution.Tests.Runs;
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
        List<string> broken = [.. Enumerable.Range(0, BareRun.ParallelJobs + 1).Select(number => $"broken {number}")];
        var workflow = new WorkflowPlan
        {
            Name = "main",
            Jobs =
            [
                // More than there are places: each gives its own back.
                .. broken.Select(name => new JobPlan { Name = name, Definition = "broken", Executor = new ExecutorPlan.Docker([]) }),
                new JobPlan { Name = "other", Definition = "other", Kind = JobKind.NoOp },
            ],
        };
        var outcome = await _run.RunAsync(workflow, TestContext.Current.CancellationToken);
        Assert.Equal(RunOutcome.InfrastructureFailed, outcome);
        var outcomes = _run.Events.OfType<JobFinished>().ToDictionary(finished => finished.Job.Job, finished => finished.Outcome);
        Assert.All(broken, name => Assert.IsType<JobOutcome.InfrastructureFailed>(outcomes[name]));
        Assert.IsType<JobOutcome.Passed>(outcomes["other"]);
    }

    public void Dispose() => _run.Dispose();
}
