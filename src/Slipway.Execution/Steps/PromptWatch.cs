using Slipway.Execution.Agents;

namespace Slipway.Execution.Steps;

/// <summary>Notices that a step's output has stood still in the middle of a line, as a question does that nobody is there to answer.</summary>
internal sealed class PromptWatch : IAsyncDisposable
{
    /// <summary>Longer than what goes on by itself stands still, and short beside the time that a silent step has.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly OutputSink _sink;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _ending = new();
    private Task _telling = Task.CompletedTask;
    private int _isTold;

    /// <param name="sink">Gets all output.</param>
    /// <param name="tellAsync">Called once, when the output has stood still.</param>
    public PromptWatch(OutputSink sink, TimeProvider clock, Func<CancellationToken, Task> tellAsync)
    {
        _sink = sink;
        _timer = clock.CreateTimer(
            _ =>
            {
                if (Interlocked.Exchange(ref _isTold, 1) == 0)
                {
                    _telling = tellAsync(_ending.Token);
                }
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> output, CancellationToken cancellationToken)
    {
        await _sink(output, cancellationToken);
        var isUnfinished = output.Length > 0 && output.Span[^1] is not ((byte)'\n' or (byte)'\r');
        _timer.Change(isUnfinished && _isTold == 0 ? Patience : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _ending.CancelAsync();
        await _telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }
}
