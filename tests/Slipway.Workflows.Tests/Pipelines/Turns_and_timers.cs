using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Workflows.Graphs;
using Slipway.Workflows.Pipelines;

namespace Slipway.Workflows.Tests.Pipelines;

public sealed class Turns_and_timers
{
    private static readonly RequiredStatus[] AnyEnd = Enum.GetValues<RequiredStatus>();
    private static readonly GraphJob Serial = new("job", JobKind.Build, [], "group");

    [Fact]
    public void A_job_of_a_serial_group_runs_in_its_turn_and_gives_it_back()
    {
        var pipeline = new DrivenPipeline([Serial]);
        Assert.Equal(WorkflowStatus.Queued, pipeline.Status);
        Assert.IsType<PipelineOutput.StartJob>(pipeline.Apply(new PipelineInput.TurnGranted(pipeline.Ref("job"))).Single());
        Assert.Contains(pipeline.End("job", new JobOutcome.Passed()), output => output is PipelineOutput.ReleaseTurn);
    }

    [Fact]
    public void A_turn_that_a_newer_run_took_leaves_the_job_out()
    {
        var pipeline = new DrivenPipeline([Serial]);
        pipeline.Apply(new PipelineInput.TurnRefused(pipeline.Ref("job")));
        Assert.Contains("newer run", Assert.IsType<JobOutcome.NotRun>(pipeline.OutcomeOf("job")).Reason, StringComparison.Ordinal);
        Assert.Equal(RunOutcome.Passed, pipeline.Outcome);
    }

    [Fact]
    public void A_turn_that_comes_too_late_is_given_back_and_one_that_comes_twice_is_not()
    {
        var pipeline = new DrivenPipeline([Serial]);
        var granted = new PipelineInput.TurnGranted(pipeline.Ref("job"));
        pipeline.Apply(granted);
        Assert.Empty(pipeline.Apply(granted));
        pipeline.End("job", new JobOutcome.Passed());
        Assert.IsType<PipelineOutput.ReleaseTurn>(pipeline.Apply(granted).Single());
    }

    [Fact]
    public void An_unlocking_job_gives_back_the_turn_of_its_own_lock_only()
    {
        var pipeline = new DrivenPipeline(
        [
            new("build", JobKind.Build, []),
            .. Locked("staging", new Requirement("build", [RequiredStatus.Success])),
            .. Locked("production"),
        ]);
        pipeline.Apply(new PipelineInput.TurnGranted(pipeline.Ref("production/lock")));
        Assert.Equal(["build", "production/deploy"], pipeline.Running);
        // The lock of staging does not come, and its unlocking job runs all the same.
        pipeline.End("build", new JobOutcome.Failed("a step failed"));
        Assert.IsType<JobOutcome.Passed>(pipeline.OutcomeOf("staging/unlock"));
        Assert.True(pipeline["production/lock"].HasTurn);
        pipeline.End("production/deploy", new JobOutcome.Passed());
        Assert.False(pipeline["production/lock"].HasTurn);
    }

    [Fact]
    public void A_rerun_takes_the_turn_again()
    {
        var pipeline = new DrivenPipeline([.. Locked("production")], reruns: 1);
        pipeline.Apply(new PipelineInput.TurnGranted(pipeline.Ref("production/lock")));
        pipeline.End("production/deploy", new JobOutcome.Failed("a step failed"));
        Assert.Equal(JobPhase.AwaitingTurn, pipeline["production/lock"].Phase);
    }

    [Fact]
    public void A_job_that_waits_too_long_for_its_turn_is_canceled()
    {
        var pipeline = new DrivenPipeline([Serial, new("other", JobKind.Build, [])], limits: new WaitLimits(Turn: TimeSpan.FromHours(5)));
        pipeline.Apply(new PipelineInput.TimerElapsed(pipeline.Ref("job")));
        Assert.IsType<JobOutcome.Canceled>(pipeline.OutcomeOf("job"));
        Assert.Equal(["other"], pipeline.Running);
        pipeline.End("other", new JobOutcome.Passed());
        Assert.Equal(RunOutcome.Canceled, pipeline.Outcome);
    }

    [Fact]
    public void A_workflow_whose_approval_is_waited_for_too_long_is_canceled()
    {
        var pipeline = new DrivenPipeline([new("hold", JobKind.Approval, [])], limits: new WaitLimits(Approval: TimeSpan.FromDays(90)));
        pipeline.Apply(new PipelineInput.TimerElapsed(pipeline.Ref("hold")));
        Assert.Equal(RunOutcome.Canceled, pipeline.Outcome);
    }

    private static GraphJob[] Locked(string name, params Requirement[] requires) =>
    [
        new($"{name}/lock", JobKind.Lock, requires, "group"),
        new($"{name}/deploy", JobKind.Build, [new Requirement($"{name}/lock", [RequiredStatus.Success])]),
        new($"{name}/unlock", JobKind.Unlock, [new Requirement($"{name}/deploy", AnyEnd)], "group"),
    ];
}
