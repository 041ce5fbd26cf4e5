using System.Buffers;
using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>Cuts the stream from the agent into frames. One reader.</summary>
internal sealed class FrameReceiver(Stream stream) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
    private int _start;
    private int _end;

    /// <summary>The next frame, or null at the end of the stream. Its payload is the receiver's until disposed.</summary>
    /// <exception cref="WireException">The stream is no agent connection, or ends within a frame.</exception>
    public async ValueTask<InboundFrame?> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(FrameHeader.Size, cancellationToken))
        {
            return _start == _end ? null : throw new WireException("The connection ended within a frame.");
        }

        var header = FrameHeader.Read(_buffer.AsSpan(_start));
        if (!await FillAsync(FrameHeader.Size + header.Length, cancellationToken))
        {
            throw new WireException("The connection ended within a frame.");
        }

        var frame = new InboundFrame(header, _buffer.AsSpan(_start + FrameHeader.Size, header.Length));
        _start += FrameHeader.Size + header.Length;
        return frame;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

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
