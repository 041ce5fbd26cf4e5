using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Workflows.Graphs;
using Slipway.Workflows.Pipelines;

namespace Slipway.Workflows.Tests.Pipelines;

public sealed class Setup_pipelines
{
    private static readonly GraphJob Job = new("job", JobKind.Build, []);
    private static readonly PipelineInput Continuation = new PipelineInput.ContinuationGiven([new WorkflowGraph("main", [Job])]);

    [Theory]
    [InlineData(true, RunOutcome.Passed)]
    [InlineData(false, RunOutcome.Failed)]
    public void Go_on_whether_their_first_half_passed_or_not(bool passes, RunOutcome outcome)
    {
        var pipeline = Ended(passes ? new JobOutcome.Passed() : new JobOutcome.Failed("a step failed"));
        pipeline.Apply(Continuation);
        Assert.Equal(["job"], pipeline.Running);
        pipeline.End("job", new JobOutcome.Passed());
        Assert.Equal(outcome, pipeline.Outcome);
    }

    [Fact]
    public void Are_continued_once()
    {
        var pipeline = Ended(new JobOutcome.Passed());
        pipeline.Apply(Continuation);
        Assert.Empty(pipeline.Apply(Continuation));
        Assert.Empty(new DrivenPipeline([Job], isSetup: true).Apply(Continuation));
    }

    [Fact]
    public void End_where_there_is_nothing_to_go_on_with()
    {
        var pipeline = Ended(new JobOutcome.Passed());
        pipeline.Apply(new PipelineInput.ContinuationGiven([]));
        Assert.Equal(RunOutcome.Passed, pipeline.Outcome);
        pipeline = Ended(new JobOutcome.Passed());
        pipeline.Apply(new PipelineInput.ContinuationRefused());
        Assert.Equal(RunOutcome.InvalidConfig, pipeline.Outcome);
    }

    [Fact]
    public void Do_not_go_on_when_they_are_canceled()
    {
        var pipeline = new DrivenPipeline([Job], isSetup: true);
        pipeline.Apply(new PipelineInput.CancelAsked());
        pipeline.End("job", new JobOutcome.Canceled());
        Assert.Equal(RunOutcome.Canceled, pipeline.Outcome);
        pipeline = Ended(new JobOutcome.Passed());
        pipeline.Apply(new PipelineInput.CancelAsked());
        Assert.Empty(pipeline.Apply(Continuation));
        Assert.Equal(RunOutcome.Canceled, pipeline.Outcome);
    }

    [Fact]
    public void Take_nothing_of_their_first_half_for_the_second_ones()
    {
        var pipeline = new DrivenPipeline([Job], isSetup: true);
        var first = new PipelineInput.NodeEnded(pipeline.Ref("job"), 0, new JobOutcome.Passed());
        pipeline.Apply(first);
        pipeline.Apply(Continuation);
        Assert.Empty(pipeline.Apply(first));
        Assert.Equal(["job"], pipeline.Running);
    }

    private static DrivenPipeline Ended(JobOutcome outcome)
    {
        var pipeline = new DrivenPipeline([Job], isSetup: true);
        pipeline.End("job", outcome);
        Assert.Equal(PipelinePhase.Continuing, pipeline.Phase);
        return pipeline;
    }
}
