using Slipway.Execution.Workflows;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Tests.Workflows;

public sealed class The_graph_of_jobs
{
    [Fact]
    public async Task A_job_runs_after_all_that_it_requires()
    {
        List<string> order = [];
        await RunAsync([Job("last", "left", "right"), Job("right", "first"), Job("left", "first"), Job("first")], order, []);
        Assert.Equal("first", order[0]);
        Assert.Equal("last", order[3]);
    }

    [Fact]
    public async Task A_job_whose_requirement_failed_does_not_run_and_neither_do_those_behind_it()
    {
        var outcomes = await RunAsync([Job("a"), Job("b", "a"), Job("c", "b")], [], ["a"]);
        Assert.IsType<JobOutcome.NotRun>(outcomes["b"]);
        Assert.IsType<JobOutcome.NotRun>(outcomes["c"]);
    }

    [Fact]
    public async Task A_job_can_require_a_failure()
    {
        var cleaner = Job("cleaner") with { Requires = [new Requirement("a", [RequiredStatus.Failed])] };
        var outcomes = await RunAsync([Job("a"), cleaner], [], ["a"]);
        Assert.IsType<JobOutcome.Passed>(outcomes["cleaner"]);
    }

    private static Task<IReadOnlyDictionary<string, JobOutcome>> RunAsync(JobPlan[] jobs, List<string> order, string[] failing) => new JobGraph(
        jobs,
        job =>
        {
            lock (order)
            {
                order.Add(job.Name);
            }

            return Task.FromResult<JobOutcome>(failing.Contains(job.Name) ? new JobOutcome.Failed("it was to fail") : new JobOutcome.Passed());
        },
        (_, _) => { }).RunAsync();

    private static JobPlan Job(string name, params string[] requires) => new()
    {
        Name = name,
        Definition = name,
        Requires = [.. requires.Select(required => new Requirement(required, [RequiredStatus.Success]))],
    };
}
