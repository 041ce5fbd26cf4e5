namespace Slipway.Execution.Bounds;

/// <summary>How much of something may still be taken. Safe for several takers at once.</summary>
public sealed class Allowance(long most)
{
    private readonly Lock _lock = new();
    private long _left = Math.Max(0, most);

    public long Left
    {
        get
        {
            lock (_lock)
            {
                return _left;
            }
        }
    }

    /// <summary>Takes as much as there is of what is wanted; returns how much that was.</summary>
    public long Take(long wanted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(wanted);
        lock (_lock)
        {
            var taken = Math.Min(wanted, _left);
            _left -= taken;
            return taken;
        }
    }

    /// <summary>Takes all that is wanted, or nothing.</summary>
    public bool TryTake(long wanted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(wanted);
        lock (_lock)
        {
            if (wanted > _left)
            {
                return false;
            }

            _left -= wanted;
            return true;
        }
    }
}
