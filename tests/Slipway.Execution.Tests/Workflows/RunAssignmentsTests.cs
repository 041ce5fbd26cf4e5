using Slipway.Execution.Jobs;
using Slipway.Execution.Tests.Runs;
using Slipway.Execution.Workflows;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Tests.Workflows;

/// <summary>What a pipeline hands to those who run its jobs.</summary>
public sealed class RunAssignmentsTests : IDisposable
{
    private readonly BareRun _run = new();

    [Fact]
    public async Task Each_node_gets_one_that_can_be_written_down_and_names_what_ends_before_it()
    {
        var assigned = await AssignAsync(Job("build") with { Parallelism = 2 }, Job("other"), Job("test", "build"), Job("last", "test"));
        Assert.Equal(["build/0", "build/1", "last/0", "other/0", "test/0"], assigned.Select(assignment => $"{assignment.Job.Job}/{assignment.Job.Node}").Order());
        Assert.Equal(["build", "test", "last"], assigned.Single(assignment => assignment.Job.Job == "last").Upstream.Select(job => job.Name));
        Assert.Single(assigned.Where(assignment => assignment.Job.Job == "build").Select(assignment => assignment.Numbers).Distinct());
        Assert.All(assigned, assignment => Assert.Equal(assignment.Job, AssignmentJson.Read(AssignmentJson.Write(assignment)).Job));
    }

    [Fact]
    public async Task Times_of_tests_are_in_it_only_where_some_are_known()
    {
        Assert.Null(Assert.Single(await AssignAsync(Job("job"))).TestTimings);
        await KeepTimeAsync("test");
        using var next = new BareRun(_run.State, "2");
        Assert.True(Assert.Single(await AssignAsync(next, next.Template, Job("job"))).TestTimings!.Value.Length > 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Times_of_tests_are_for_all_jobs_of_a_run_what_they_were_for_the_first(bool areKnown)
    {
        if (areKnown)
        {
            await KeepTimeAsync("before");
        }

        var assigned = await AssignAsync(_run, _run.Template, new Taker { MeanwhileAsync = () => KeepTimeAsync("meanwhile") }, Job("first"), Job("last", "first"));
        Assert.Equal(2, assigned.Count);
        Assert.All(assigned, assignment => Assert.Equal(areKnown, assignment.TestTimings.HasValue));
        Assert.All(assigned, assignment => Assert.DoesNotContain("meanwhile", System.Text.Encoding.UTF8.GetString(assignment.TestTimings.GetValueOrDefault().Span), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_the_contexts_it_has_those_alone_that_the_job_names_and_all_values_are_hidden()
    {
        var one = new Dictionary<string, string> { ["A"] = "value of one" };
        var contexts = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["one"] = one, ["two"] = new Dictionary<string, string> { ["B"] = "value of two" } };
        var assignment = Assert.Single(await AssignAsync(_run, _run.Template with { Variables = _run.Template.Variables with { Contexts = contexts } }, Job("job") with { Contexts = ["one", "missing"] }));
        Assert.Equal(["one"], assignment.Variables.Contexts.Keys);
        Assert.Equal(["value of one", "value of two"], assignment.Variables.Hidden.Order());
    }

    public void Dispose() => _run.Dispose();

    private static JobPlan Job(string name, params string[] requires) => new()
    {
        Name = name,
        Definition = name,
        Executor = new ExecutorPlan.Docker([]),
        Requires = [.. requires.Select(job => new Requirement(job, [RequiredStatus.Success]))],
    };

    private Task<List<Assignment>> AssignAsync(params JobPlan[] jobs) => AssignAsync(_run, _run.Template, jobs);

    private Task KeepTimeAsync(string test) => _run.Pipeline.Project.KeepTimingsAsync([new TestCase("class", test, "file", 1, "success", "")], TestContext.Current.CancellationToken);

    private static Task<List<Assignment>> AssignAsync(BareRun run, AssignmentTemplate template, params JobPlan[] jobs) => AssignAsync(run, template, new Taker(), jobs);

    private static async Task<List<Assignment>> AssignAsync(BareRun run, AssignmentTemplate template, Taker taker, params JobPlan[] jobs)
    {
        var pipeline = new PipelineRunner(run.Pipeline with { Jobs = taker }, template, BareRun.ParallelJobs);
        var plan = new Plan { Workflows = [new WorkflowPlan { Name = "main", Jobs = jobs }] };
        Assert.Equal(RunOutcome.Passed, await pipeline.RunAsync(plan, null, TestContext.Current.CancellationToken));
        return taker.Taken;
    }

    /// <summary>Takes assignments and does nothing.</summary>
    private sealed class Taker : IJobRunner
    {
        private readonly Lock _lock = new();

        public List<Assignment> Taken { get; } = [];

        /// <summary>Happens with each.</summary>
        public Func<Task> MeanwhileAsync { get; init; } = () => Task.CompletedTask;

        public async Task<JobOutcome> RunAsync(Assignment assignment, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                Taken.Add(assignment);
            }

            await MeanwhileAsync();
            return new JobOutcome.Passed();
        }
    }
}
