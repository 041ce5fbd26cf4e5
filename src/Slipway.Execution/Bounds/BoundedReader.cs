using Slipway.Linux.Streams;

namespace Slipway.Execution.Bounds;

/// <summary>Reads what somebody else has packed for as long as it is no more than it may be: a small archive may unpack to any size.</summary>
/// <param name="source">Stays its owner's.</param>
/// <param name="mostBytes">How much there may be.</param>
/// <param name="refuse">What is thrown when there is more.</param>
internal sealed class BoundedReader(Stream source, long mostBytes, Func<Exception> refuse) : PipeLikeStream
{
    private long _read;

    public override bool CanRead => true;

    public override int Read(Span<byte> buffer) => Counted(source.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Counted(await source.ReadAsync(buffer, cancellationToken));

    private int Counted(int read)
    {
        _read += read;
        return _read <= mostBytes ? read : throw refuse();
    }
}
