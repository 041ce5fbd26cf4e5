using Slipway.Execution.Agents;
using Slipway.Execution.Logs;
using Slipway.Linux.Failures;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Steps;

/// <summary>The steps with <c>background: true</c>: they live until the job ends, and their failure is not the job's.</summary>
internal sealed class BackgroundSteps(JobContext job) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly List<Task> _running = [];

    public async Task StartAsync(RunStep step, int index, StepLog log, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var process = await job.Agent.StartAsync(
            Run.RequestFor(job, step), log.WriteAsync, Run.LimitsFor(step), cancellationToken, _ending.Token);
        _running.Add(FollowAsync(process, index, log));
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        var ends = Task.WhenAll(_running);
        // An abort gives them no time to end by themselves: their container goes, and they with it.
        await ends.WaitAsync(job.Ports.AbortToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        job.Ports.CleanUps.Add(ends);
        _ending.Dispose();
    }

    private async Task FollowAsync(AgentProcess process, int index, StepLog log)
    {
        var began = job.Clock.GetTimestamp();
        var outcome = await OutcomeAsync(process);
        await log.DisposeAsync();
        var recorder = job.Recorder;
        recorder.Record(new StepFinished(job.Ref, index, outcome, job.Clock.GetElapsedTime(began)) { Time = recorder.Now });
    }

    private async Task<StepOutcome> OutcomeAsync(AgentProcess process)
    {
        try
        {
            var ended = await process.Outcome;
            return ended is ProcessOutcome.ConnectionLost or ProcessOutcome.Canceled ? new StepOutcome.Stopped() : await Run.OutcomeOfAsync(job, ended);
        }
        catch (InfrastructureException exception)
        {
            return new StepOutcome.InfrastructureFailed(exception.Message);
        }
    }
}
