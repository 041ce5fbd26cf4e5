using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Workflows.Graphs;
using Slipway.Workflows.Pipelines;

namespace Slipway.Workflows.Tests.Pipelines;

public sealed class The_rules_of_workflows
{
    private static readonly JobOutcome Passed = new JobOutcome.Passed();
    private static readonly JobOutcome Failed = new JobOutcome.Failed("a step failed");

    [Fact]
    public void A_job_runs_after_all_that_it_requires()
    {
        var pipeline = new DrivenPipeline([Job("last", "left", "right"), Job("right", "first"), Job("left", "first"), Job("first")]);
        Assert.Equal(["first"], pipeline.Running);
        pipeline.End("first", Passed);
        Assert.Equal(["right", "left"], pipeline.Running);
        pipeline.End("left", Passed);
        Assert.Equal(["right"], pipeline.Running);
        pipeline.End("right", Passed);
        Assert.Equal(["last"], pipeline.Running);
        pipeline.End("last", Passed);
        Assert.Equal(RunOutcome.Passed, pipeline.Outcome);
    }

    [Fact]
    public void A_job_whose_requirement_failed_does_not_run_and_neither_do_those_behind_it()
    {
        var pipeline = new DrivenPipeline([Job("a"), Job("b", "a"), Job("c", "b")]);
        pipeline.End("a", Failed);
        Assert.Equal("it requires a to be successful", Assert.IsType<JobOutcome.NotRun>(pipeline.OutcomeOf("b")).Reason);
        Assert.IsType<JobOutcome.NotRun>(pipeline.OutcomeOf("c"));
        Assert.Equal(RunOutcome.Failed, pipeline.Outcome);
    }

    [Theory]
    [InlineData(RequiredStatus.Failed)]
    [InlineData(RequiredStatus.Success)]
    public void A_job_can_require_a_status(RequiredStatus status)
    {
        var pipeline = new DrivenPipeline([Job("a"), Job("cleaner") with { Requires = [new Requirement("a", [status])] }]);
        pipeline.End("a", Failed);
        Assert.Equal(status == RequiredStatus.Failed, pipeline.Running.Contains("cleaner"));
    }

    [Fact]
    public void Requirements_that_were_filtered_out_are_ignored() => Assert.Equal(["a"], new DrivenPipeline([Job("a", "filtered out")]).Running);

    [Fact]
    public void A_job_with_several_nodes_fails_if_one_of_them_does()
    {
        var pipeline = new DrivenPipeline([Job("a") with { Nodes = 3 }]);
        pipeline.End("a", Passed);
        pipeline.End("a", Failed, node: 2);
        Assert.Null(pipeline.OutcomeOf("a"));
        pipeline.End("a", Passed, node: 1);
        Assert.Equal(Failed, pipeline.OutcomeOf("a"));
    }

    [Fact]
    public void Jobs_that_require_each_other_do_not_run()
    {
        var pipeline = new DrivenPipeline([Job("a", "b"), Job("b", "a"), Job("c")]);
        pipeline.End("c", Passed);
        Assert.IsType<JobOutcome.NotRun>(pipeline.OutcomeOf("a"));
        Assert.Equal(RunOutcome.Passed, pipeline.Outcome);
    }

    [Fact]
    public void A_workflow_that_waits_for_nothing_but_an_approval_is_on_hold()
    {
        var pipeline = new DrivenPipeline([Job("build"), Job("hold", "build") with { Kind = JobKind.Approval }, Job("release", "hold")]);
        Assert.Equal(WorkflowStatus.Running, pipeline.Status);
        pipeline.End("build", Passed);
        Assert.Equal(WorkflowStatus.OnHold, pipeline.Status);
        pipeline.Apply(new PipelineInput.ApprovalGiven(pipeline.Ref("hold"), "somebody"));
        Assert.Equal("somebody", pipeline["hold"].ApprovedBy);
        Assert.Equal(["release"], pipeline.Running);
    }

    [Fact]
    public void An_approval_that_is_left_open_ends_the_workflow_on_hold()
    {
        var pipeline = new DrivenPipeline([Job("hold") with { Kind = JobKind.Approval }, Job("release", "hold")]);
        pipeline.Apply(new PipelineInput.ApprovalLeftOpen(pipeline.Ref("hold")));
        Assert.IsType<JobOutcome.NotRun>(pipeline.OutcomeOf("release"));
        Assert.Equal(RunOutcome.OnHold, pipeline.Outcome);
    }

    [Fact]
    public void A_workflow_reruns_by_itself_what_failed_and_leaves_what_passed()
    {
        var pipeline = new DrivenPipeline([Job("good"), Job("bad"), Job("after", "good", "bad")], reruns: 1);
        pipeline.End("good", Passed);
        var outputs = pipeline.End("bad", Failed);
        Assert.Equal(["bad"], outputs.OfType<PipelineOutput.WorkflowRerun>().Single().Failed);
        Assert.Equal(["bad"], pipeline.Running);
        pipeline.End("bad", Failed);
        Assert.Equal(RunOutcome.Failed, pipeline.Outcome);
    }

    [Fact]
    public void A_workflow_that_somebody_reruns_does_not_rerun_by_itself()
    {
        var pipeline = new DrivenPipeline([Job("bad")], reruns: 1);
        pipeline.End("bad", Failed);
        pipeline.End("bad", Failed);
        pipeline.Apply(new PipelineInput.RerunAsked("main"));
        Assert.Equal(["bad"], pipeline.Running);
        Assert.Null(pipeline.Outcome);
        pipeline.End("bad", Failed);
        Assert.Equal(RunOutcome.Failed, pipeline.Outcome);
        // And neither does one that is rerun as a pipeline of its own.
        var again = new DrivenPipeline([Job("bad")], reruns: 1, passed: []);
        again.End("bad", Failed);
        Assert.Equal(RunOutcome.Failed, again.Outcome);
    }

    [Fact]
    public void A_rerun_holds_no_approval_against_an_earlier_attempt()
    {
        var pipeline = new DrivenPipeline([Job("hold") with { Kind = JobKind.Approval }, Job("bad")], reruns: 1);
        pipeline.Apply(new PipelineInput.ApprovalLeftOpen(pipeline.Ref("hold")));
        pipeline.End("bad", Failed);
        pipeline.Apply(new PipelineInput.ApprovalGiven(pipeline.Ref("hold")));
        pipeline.End("bad", Passed);
        Assert.Equal(RunOutcome.Passed, pipeline.Outcome);
    }

    [Fact]
    public void What_an_earlier_attempt_says_too_late_changes_nothing()
    {
        var pipeline = new DrivenPipeline([Job("bad")], reruns: 1);
        var early = pipeline.Ref("bad");
        pipeline.End("bad", Failed);
        Assert.Empty(pipeline.Apply(new PipelineInput.NodeEnded(early, 0, Passed)));
        Assert.Equal(["bad"], pipeline.Running);
    }

    [Fact]
    public void A_cancel_ends_what_waits_and_waits_for_what_runs()
    {
        var pipeline = new DrivenPipeline([Job("build"), Job("hold") with { Kind = JobKind.Approval }, Job("after", "build"), Job("always", "build") with { Requires = [new Requirement("build", [RequiredStatus.Canceled])] }]);
        var canceled = pipeline.Apply(new PipelineInput.CancelAsked()).OfType<PipelineOutput.CancelJob>().Select(output => output.Job.Job);
        Assert.Equal(["build", "hold"], canceled);
        Assert.IsType<JobOutcome.Canceled>(pipeline.OutcomeOf("hold"));
        Assert.Null(pipeline.Outcome);
        pipeline.End("build", new JobOutcome.Canceled());
        Assert.IsType<JobOutcome.NotRun>(pipeline.OutcomeOf("after"));
        Assert.IsType<JobOutcome.Canceled>(pipeline.OutcomeOf("always"));
        Assert.Equal(RunOutcome.Canceled, pipeline.Outcome);
    }

    private static GraphJob Job(string name, params string[] requires) =>
        new(name, JobKind.Build, [.. requires.Select(required => new Requirement(required, [RequiredStatus.Success]))]);
}
