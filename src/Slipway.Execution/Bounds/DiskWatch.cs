namespace Slipway.Execution.Bounds;

/// <summary>Asks for the free space of a disk now and then while one writer writes to it.</summary>
/// <param name="first">How many bytes go unasked at first.</param>
internal sealed class DiskWatch(DiskReserve disk, long first)
{
    /// <summary>Between two questions.</summary>
    public const long Stretch = 1L << 20;

    private long _unasked = Stretch - first;

    /// <exception cref="IOException">There is not enough free space.</exception>
    public void Before(int bytes)
    {
        _unasked += bytes;
        if (_unasked > Stretch)
        {
            // Also for what is written until the next question.
            disk.Require(bytes + Stretch);
            _unasked = 0;
        }
    }
}
