using System.Buffers;
using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>Cuts the stream from the agent into frames. One reader: a header, then its payload.</summary>
internal sealed class FrameReceiver(Stream stream) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
    private int _start;
    private int _end;

    /// <summary>The next frame's header, or null at the end of the stream.</summary>
    /// <exception cref="WireException">The stream is no agent connection.</exception>
    /// <exception cref="EndOfStreamException">It ends within the header.</exception>
    public async ValueTask<FrameHeader?> ReceiveHeaderAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(FrameHeader.Size, cancellationToken))
        {
            return _start == _end ? null : throw CutOff();
        }

        var header = FrameHeader.Read(_buffer.AsSpan(_start));
        _start += FrameHeader.Size;
        return header;
    }

    /// <summary>The payload of the frame whose header was received last. It is the caller's until disposed.</summary>
    /// <exception cref="EndOfStreamException">The stream ends within it.</exception>
    public async ValueTask<InboundFrame> ReceivePayloadAsync(FrameHeader header, CancellationToken cancellationToken)
    {
        if (!await FillAsync(header.Length, cancellationToken))
        {
            throw CutOff();
        }

        var frame = new InboundFrame(header.Kind, _buffer.AsSpan(_start, header.Length));
        _start += header.Length;
        return frame;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private static EndOfStreamException CutOff() => new("the connection ended within a frame");

    private async ValueTask<bool> FillAsync(int needed, CancellationToken cancellationToken)
    {
        while (_end - _start < needed)
        {
            MakeRoom(needed);
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }

    private void MakeRoom(int needed)
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        if (_buffer.Length - _start >= needed && _end < _buffer.Length)
        {
            return;
        }

        var target = needed > _buffer.Length ? ArrayPool<byte>.Shared.Rent(needed) : _buffer;
        _buffer.AsSpan(_start, _end - _start).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        _end -= _start;
        _start = 0;
    }
}
