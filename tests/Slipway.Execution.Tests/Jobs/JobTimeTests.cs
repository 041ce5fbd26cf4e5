using Microsoft.Extensions.Time.Testing;
using Slipway.Execution.Daemons;
using Slipway.Execution.Jobs;
using Slipway.Execution.JobSpaces;
using Slipway.Execution.Tests.Runs;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Tests.Jobs;

public sealed class JobTimeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_that_never_ends_is_ended_and_has_timed_out(bool listensToAbortAlone)
    {
        using var run = new BareRun(limits: new StorageLimits { JobMinutes = 90 });
        var clock = new FakeTimeProvider();
        var spaces = new EndlessSpaces(listensToAbortAlone);
        var job = new JobRunner(run.Ports with { Clock = clock, Spaces = spaces }).RunAsync(run.Assign(Plan), TestContext.Current.CancellationToken);
        await spaces.Asked.WaitAsync(TestContext.Current.CancellationToken);

        clock.Advance(TimeSpan.FromMinutes(89));
        Assert.False(job.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(new JobOutcome.TimedOut("the job took longer than 1 h 30 min (limits.jobMinutes in /etc/slipway/jobs.json)"), await job);
    }

    [Fact]
    public async Task A_job_that_somebody_cancels_has_not_timed_out()
    {
        using var run = new BareRun();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var spaces = new EndlessSpaces(listensToAbortAlone: false);
        var job = new JobRunner(run.Ports with { Clock = new FakeTimeProvider(), Spaces = spaces }).RunAsync(run.Assign(Plan), cancel.Token);
        await spaces.Asked.WaitAsync(TestContext.Current.CancellationToken);

        await cancel.CancelAsync();

        Assert.Equal(new JobOutcome.Canceled(), await job);
    }

    [Fact]
    public void A_bound_that_no_timer_holds_is_as_good_as_none()
    {
        using var time = new JobTime(new StorageLimits { JobMinutes = 1_000_000_000 }, TimeProvider.System, CancellationToken.None, CancellationToken.None);

        Assert.False(time.Ending.IsCancellationRequested);
    }

    private static JobPlan Plan { get; } = new()
    {
        Name = "build",
        Definition = "build",
        Executor = new ExecutorPlan.Docker([new ImagePlan { Image = "busybox" }]),
    };

    /// <summary>Opens no space, ever.</summary>
    private sealed class EndlessSpaces(bool listensToAbortAlone) : IJobSpaceFactory
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public DaemonFacts Machine { get; } = new("cgroupfs", false, 2, 1L << 32, IsLocal: true);

        public async Task<IJobSpace> OpenAsync(JobSpaceRequest request, CancellationToken abortToken, CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, listensToAbortAlone ? abortToken : cancellationToken);
            throw new InvalidOperationException("An endless delay has ended.");
        }

        public Task CloseAsync(CancellationToken cleanupToken) => Task.CompletedTask;
    }
}
