using Slipway.Execution.Projects;
using Slipway.Execution.Tests.Runs;
using Slipway.Execution.Workflows;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Workflows.Pipelines;

namespace Slipway.Execution.Tests.Workflows;

public sealed class Serial_groups : IDisposable
{
    private static readonly JobPlan Lock = new() { Name = "lock", Definition = "lock", Kind = JobKind.Lock, SerialGroup = "group" };
    private static readonly JobPlan Hold = new() { Name = "hold", Definition = "hold", Kind = JobKind.Approval, Requires = [new Requirement("lock", [RequiredStatus.Success])] };
    private readonly BareRun _run = new();

    [Fact]
    public async Task Go_by_the_number_of_the_run_and_not_by_that_of_a_projects_pipeline()
    {
        // The seventh run of all, and the first pipeline of its project.
        using var seventh = new BareRun(_run.State, "7");
        var sixth = new SerialTurn("group", 6, new JobAttempt("main", "lock", 1));
        Assert.True(await _run.Pipeline.Project.TakeTurnAsync(sixth, TestContext.Current.CancellationToken));
        await _run.Pipeline.Project.GiveBackAsync(sixth);
        Assert.Equal(RunOutcome.Passed, await RunAsync(seventh, [Lock], null, (_, _, _) => Task.FromResult(true)));
        Assert.IsType<JobOutcome.Passed>(seventh.Events.OfType<JobFinished>().Single().Outcome);
    }

    [Fact]
    public async Task Have_turns_of_their_own_for_runs_that_are_not_trusted()
    {
        using var pull = new BareRun(_run.State, "9", TrustScope.Untrusted("pull/3", "a test says so"));
        Assert.Equal(RunOutcome.Passed, await RunAsync(pull, [Lock], null, (_, _, _) => Task.FromResult(true)));
        // A newer run had its turn in a group of the same name, and the trusted one is not overtaken.
        Assert.Equal(RunOutcome.Passed, await RunAsync(_run, [Lock], null, (_, _, _) => Task.FromResult(true)));
        Assert.IsType<JobOutcome.Passed>(_run.Events.OfType<JobFinished>().Single().Outcome);
    }

    [Fact]
    public async Task Are_locked_again_by_a_rerun()
    {
        var wasLocked = false;
        var outcome = await RunAsync(_run, [Lock, Hold], ["lock"], (_, _, _) =>
        {
            wasLocked = IsLocked();
            return Task.FromResult(true);
        });
        Assert.Equal(RunOutcome.Passed, outcome);
        Assert.True(wasLocked);
        Assert.False(IsLocked());
    }

    public void Dispose() => _run.Dispose();

    private static Task<RunOutcome> RunAsync(BareRun run, IReadOnlyList<JobPlan> jobs, string[]? passed, Approver approver) =>
        run.RunAsync(new WorkflowPlan { Name = "main", Jobs = jobs }, TestContext.Current.CancellationToken, approver, passed);

    private bool IsLocked()
    {
        try
        {
            using var file = new FileStream(Directory.GetFiles(_run.State.Locks, "*.serial").Single(), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
