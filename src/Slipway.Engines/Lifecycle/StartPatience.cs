namespace Slipway.Engines.Lifecycle;

/// <summary>
/// How long a process waits for its engines' first answers: as the settings say, and longer after one that came too late, since a pool that gives up on every engine
/// of a slow machine never has one. Safe for several threads.
/// </summary>
/// <param name="usual">What the settings say.</param>
internal sealed class StartPatience(TimeSpan usual)
{
    private const int Most = 8;

    private long _ticks = usual.Ticks;

    public TimeSpan Now => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    /// <summary>An engine has not answered in time: the next gets twice as long, within bounds.</summary>
    /// <param name="waited">What that one got.</param>
    public void IsTooShort(TimeSpan waited) =>
        // Of several that began with the same patience only the first makes it longer.
        Interlocked.CompareExchange(ref _ticks, Math.Min(waited.Ticks * 2, usual.Ticks * Most), waited.Ticks);
}
