using Slipway.Linux.Streams;
using Slipway.Model.Texts;

namespace Slipway.Execution.Archives;

/// <summary>Passes a stream on and says how much has gone through, at amounts that double, so that nobody wonders what takes so long.</summary>
/// <param name="inner">Is not disposed with this.</param>
/// <param name="say">Gets a line.</param>
internal sealed class ReportedStream(Stream inner, Action<string> say) : PipeLikeStream
{
    private const long First = 64 << 20;
    private long _passed;
    private long _next = First;

    public override bool CanRead => inner.CanRead;

    public override bool CanWrite => inner.CanWrite;

    public override int Read(Span<byte> buffer) => Pass(inner.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Pass(await inner.ReadAsync(buffer, cancellationToken));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        Pass(buffer.Length);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await inner.WriteAsync(buffer, cancellationToken);
        Pass(buffer.Length);
    }

    public override void Flush() => inner.Flush();

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
