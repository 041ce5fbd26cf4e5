namespace Slipway.Engines.Reaping;

/// <summary>
/// Lets one reaping of a process run and one wait for its end, however many ask. Whoever asks meanwhile shares the one that waits: the one that runs may have
/// looked already where there is something now.
/// </summary>
/// <param name="reapAsync">Reaps; the ids of what was removed.</param>
internal sealed class SharedReaping(Func<Task<IReadOnlyList<string>>> reapAsync)
{
    private readonly Lock _lock = new();
    private Task<IReadOnlyList<string>>? _running;
    private Task<IReadOnlyList<string>>? _next;

    /// <summary>Reaps, or waits for a reaping that begins after this call.</summary>
    public Task<IReadOnlyList<string>> RunAsync()
    {
        lock (_lock)
        {
            return _next ??= RunAfterAsync(_running ?? Task.CompletedTask);
        }
    }

    private async Task<IReadOnlyList<string>> RunAfterAsync(Task other)
    {
        // Not within the lock, also where the other has ended.
        await other.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_lock)
        {
            (_running, _next) = (_next, null);
        }
        return await reapAsync();
    }
}
