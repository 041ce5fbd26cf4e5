using Slipway.Model.Texts;

namespace Slipway.Execution.Archives;

/// <summary>Passes a stream on and says how much has gone through, at amounts that double, so that nobody wonders what takes so long.</summary>
/// <param name="inner">Is not disposed with this.</param>
/// <param name="say">Gets a line.</param>
internal sealed class ReportedStream(Stream inner, Action<string> say) : Stream
{
    private const long First = 64 << 20;
    private long _passed;
    private long _next = First;

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Pass(inner.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Pass(await inner.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        inner.Write(buffer, offset, count);
        Pass(count);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await inner.WriteAsync(buffer, cancellationToken);
        Pass(buffer.Length);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private int Pass(int count)
    {
        _passed += count;
        if (_passed >= _next)
        {
            say($"  {ByteText.Of(_next)} so far");
            while (_next <= _passed)
            {
                _next *= 2;
            }
        }

        return count;
    }
}
