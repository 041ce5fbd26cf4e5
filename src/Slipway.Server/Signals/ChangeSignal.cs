namespace Slipway.Server.Signals;

/// <summary>Wakes whoever waits for something to change in this process. What has changed is looked up: a signal that is missed costs time and nothing else.</summary>
public sealed class ChangeSignal
{
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Is complete after the next change. To be taken before looking: what changes in between is not missed.</summary>
    public Task Next => _next.Task;

    public void Announce() => Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Waits for a change that was to come, but not for ever.</summary>
    public static async Task WaitAsync(Task next, TimeSpan longest, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(longest, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Whoever waits looks again.
        }
    }
}
