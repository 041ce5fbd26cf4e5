namespace Slipway.Execution.Bounds;

/// <summary>Passes on what a job sends for as long as there is room for it, here and on the disk.</summary>
/// <param name="mostBytes">How much there may be.</param>
/// <param name="disk">Where the target lies.</param>
/// <param name="refuse">What is thrown at the first byte too many.</param>
internal sealed class BoundedWriter(Stream target, long mostBytes, DiskReserve disk, Func<Exception> refuse)
{
    private readonly DiskWatch _watch = new(disk, 0);
    private long _written;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _written += bytes.Length;
        if (_written > mostBytes)
        {
            throw refuse();
        }

        _watch.Before(bytes.Length);
        return target.WriteAsync(bytes, cancellationToken);
    }
}
