namespace Slipway.Execution.Tests.Images;

/// <summary>Notes every pause that is asked for, and lets it be over at once.</summary>
internal sealed class PauseClock : TimeProvider
{
    public List<TimeSpan> Taken { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Taken.Add(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
