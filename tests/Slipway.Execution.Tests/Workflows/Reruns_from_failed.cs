using Slipway.Execution.Runs;
using Slipway.Execution.Tests.Runs;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Tests.Workflows;

public sealed class Reruns_from_failed : IDisposable
{
    private readonly BareRun _run = new();

    [Fact]
    public async Task Are_told_with_what_they_are_for()
    {
        var workflow = new WorkflowPlan
        {
            Name = "main",
            MaxAutoReruns = 2,
            Jobs =
            [
                new JobPlan { Name = "locked out", Definition = "job", Executor = new ExecutorPlan.Docker([]), Contexts = ["nowhere"] },
                new JobPlan { Name = "other", Definition = "other", Kind = JobKind.NoOp },
            ],
        };
        await _run.RunAsync(workflow, TestContext.Current.CancellationToken);
        var reruns = _run.Events.OfType<WorkflowRerun>().ToList();
        Assert.Equal([(1, 2), (2, 2)], reruns.Select(rerun => (rerun.Rerun, rerun.Most)));
        Assert.All(reruns, rerun => Assert.Equal(["locked out"], rerun.Failed));
    }

    [Fact]
    public void Have_nothing_to_do_where_all_jobs_of_all_workflows_passed()
    {
        var plan = new Plan { Workflows = [.. ((string[])["one", "two"]).Select(name => new WorkflowPlan { Name = name, Jobs = [new JobPlan { Name = "job", Definition = "job" }] })] };
        Assert.True(Prior(new JobOutcome.Passed(), new JobOutcome.Passed()).HasPassed(plan));
        Assert.False(Prior(new JobOutcome.Passed(), new JobOutcome.NotRun("it waits for approval")).HasPassed(plan));
        Assert.False(Prior(new JobOutcome.Passed(), null).HasPassed(plan));
    }

    public void Dispose() => _run.Dispose();

    private static PriorRun Prior(JobOutcome one, JobOutcome? two) => new(
        new Dictionary<string, IReadOnlyDictionary<string, JobOutcome>>
        {
            ["one"] = new Dictionary<string, JobOutcome> { ["job"] = one },
            ["two"] = two is null ? new Dictionary<string, JobOutcome>() : new Dictionary<string, JobOutcome> { ["job"] = two },
        },
        new Dictionary<string, Guid?>());
}
