using Slipway.Execution.Tests.Runs;
using Slipway.Execution.Workflows;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Workflows.Pipelines;

namespace Slipway.Execution.Tests.Workflows;

/// <summary>Nodes that have no place cost nothing, neither while they wait nor when they are canceled.</summary>
public sealed class Jobs_of_many_nodes : IDisposable
{
    private const int Nodes = 1_000_000;
    private readonly BareRun _run = new();
    private readonly CancellationTokenSource _cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    [Fact]
    public async Task Have_one_end_together_for_those_that_have_not_begun()
    {
        using var slots = new SemaphoreSlim(1);
        CancelAtFirstEnd();

        var inputs = await RunAsync(slots);

        Assert.Equal([0, 1], _run.Events.OfType<JobFinished>().Select(ended => ended.Job.Node));
        Assert.IsType<JobOutcome.Canceled>(_run.Events.OfType<JobFinished>().Last().Outcome);
        Assert.Collection(inputs, input => Assert.Equal(0, Assert.IsType<PipelineInput.NodeEnded>(input).Node), input => Assert.IsType<PipelineInput.JobStopped>(input));
    }

    [Fact]
    public async Task End_a_canceled_pipeline_with_few_events()
    {
        CancelAtFirstEnd();

        Assert.Equal(RunOutcome.Canceled, await _run.RunAsync(new WorkflowPlan { Name = "main", Jobs = [Wide("a"), Wide("b")] }, _cancel.Token));

        var ends = _run.Events.OfType<JobFinished>().ToList();
        Assert.InRange(ends.Count, 2, 4);
        Assert.All(ends.GroupBy(end => end.Job.Job), job => Assert.Contains(job, end => end.Outcome is JobOutcome.Canceled));
    }

    public void Dispose()
    {
        _cancel.Dispose();
        _run.Dispose();
    }

    private void CancelAtFirstEnd() => _run.Saw = happened =>
    {
        if (happened is JobFinished)
        {
            _cancel.Cancel();
        }
    };

    private Task<IReadOnlyList<PipelineInput>> RunAsync(SemaphoreSlim slots) =>
        new JobNodes(_run.Pipeline, _run.Template, slots, Task.FromResult<byte[]>([])).RunAsync(new JobAttempt("main", "wide", 0), new RunningWorkflow(new WorkflowPlan { Name = "main", Jobs = [Wide("wide")] }, null), _cancel.Token);

    private static JobPlan Wide(string name) => new() { Name = name, Definition = name, Executor = new ExecutorPlan.Docker([]), Parallelism = Nodes };
}
