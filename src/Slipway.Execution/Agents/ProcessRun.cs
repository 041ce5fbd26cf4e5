using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>Follows one process from its start to its end: passes output on, watches for silence and for cancellation.</summary>
internal sealed class ProcessRun(AgentChannel channel, OutputSink output, ProcessLimits limits, TimeProvider clock) : IDisposable
{
    /// <summary>What the agent may take, beyond the grace, to report a killed process.</summary>
    private static readonly TimeSpan ReportTime = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _abandoned = new();
    private long _lastOutput = clock.GetTimestamp();
    private volatile bool _sinking;
    private ProcessOutcome? _verdict;

    /// <summary>Completes when the process runs, or when it has become clear that it never will.</summary>
    public Task Started => _started.Task;

    /// <param name="request">What to start.</param>
    /// <param name="starting">Ends the process as long as it has not started.</param>
    /// <param name="cancellationToken">Ends it at any time.</param>
    public async Task<ProcessOutcome> FollowAsync(ProcessRequest request, CancellationToken starting, CancellationToken cancellationToken)
    {
        var watching = Task.CompletedTask;
        try
        {
            await channel.SendAsync(FrameKind.Start, request, CancellationToken.None);
            watching = WatchAsync(starting, cancellationToken);
            return await PumpAsync();
        }
        catch (AgentLostException lost)
        {
            return _verdict ?? new ProcessOutcome.ConnectionLost(lost.Reason);
        }
        catch (OperationCanceledException) when (_abandoned.IsCancellationRequested)
        {
            return new ProcessOutcome.ConnectionLost("the agent did not report the end of a killed process in time");
        }
        finally
        {
            _started.TrySetResult();
            await _ended.CancelAsync();
            await watching;
            channel.Dispose();
            Dispose();
        }
    }

    public void Dispose()
    {
        _ended.Dispose();
        _abandoned.Dispose();
    }

    private async Task<ProcessOutcome> PumpAsync()
    {
        while (true)
        {
            using var frame = _started.Task.IsCompleted
                ? await channel.ReceiveAsync(_abandoned.Token)
                : await channel.ReceiveAsync(AgentDeadlines.Answer, _abandoned.Token);
            switch (frame.Kind)
            {
                case FrameKind.Started:
                    _started.TrySetResult();
                    break;
                case FrameKind.Data:
                    await PassOnAsync(frame.Payload);
                    break;
                case FrameKind.Exited:
                    return _verdict ?? ToOutcome(channel.Read<ProcessExit>(frame, AgentWords.Check));
                default:
                    return _verdict ?? new ProcessOutcome.NotStarted(channel.Read<AgentFailure>(frame, AgentWords.Check).Message);
            }
        }
    }

    private static ProcessOutcome.Exited ToOutcome(ProcessExit exit) =>
        new(exit.Code, exit.Signal == 0 ? null : exit.Signal, exit.OutOfMemory, exit.Halted);

    private async ValueTask PassOnAsync(ReadOnlyMemory<byte> data)
    {
        _sinking = true;
        await output(data, _abandoned.Token);
        Volatile.Write(ref _lastOutput, clock.GetTimestamp());
        _sinking = false;
        await channel.ConsumedAsync(data.Length, CancellationToken.None);
    }

    private async Task WatchAsync(CancellationToken starting, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        await using var unstarted = starting.Register(() =>
        {
            if (!_started.Task.IsCompleted)
            {
                either.Cancel();
            }
        });
        try
        {
            _verdict = await SilentTooLongAsync(either.Token)
                ? new ProcessOutcome.TimedOut(limits.Silence.GetValueOrDefault())
                : throw new OperationCanceledException();
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            return;
        }
        catch (OperationCanceledException)
        {
            _verdict = new ProcessOutcome.Canceled();
        }

        await TerminateAsync();
    }

    private async Task<bool> SilentTooLongAsync(CancellationToken cancellationToken)
    {
        var limit = limits.Silence ?? Timeout.InfiniteTimeSpan;
        var left = limit;
        while (limits.Silence is null || left > TimeSpan.Zero)
        {
            await Task.Delay(left, clock, cancellationToken);

            // Output that we have not taken yet is no silence.
            left = _sinking || channel.HasUnread ? limit : limit - clock.GetElapsedTime(Volatile.Read(ref _lastOutput));
        }

        return true;
    }

    private async Task TerminateAsync()
    {
        // The time runs from here, whether or not the agent takes the order.
        var sending = channel.SendNumberAsync(FrameKind.Terminate, (int)limits.Grace.TotalMilliseconds, CancellationToken.None).AsTask();
        try
        {
            await Task.Delay(limits.Grace + ReportTime, clock, _ended.Token);
            await _abandoned.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // It has ended.
        }

        try
        {
            await sending;
        }
        catch (AgentLostException)
        {
            // The pump learns of the loss itself.
        }
    }
}
