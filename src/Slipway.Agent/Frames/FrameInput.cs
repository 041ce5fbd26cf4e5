using Slipway.Agent.Linux;
using Slipway.Model.Wire;

namespace Slipway.Agent.Frames;

/// <summary>Cuts what the runner sends into frames.</summary>
internal sealed class FrameInput(Descriptor input)
{
    private byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next frame, its payload valid until the next call; false at the end of the connection.</summary>
    public bool TryReceive(out FrameHeader header, out ReadOnlyMemory<byte> payload)
    {
        header = default;
        payload = default;
        if (!Fill(FrameHeader.Size))
        {
            return false;
        }

        header = FrameHeader.Read(_buffer.AsSpan(_start));
        if (!Fill(FrameHeader.Size + header.Length))
        {
            return false;
        }

        payload = _buffer.AsMemory(_start + FrameHeader.Size, header.Length);
        _start += FrameHeader.Size + header.Length;
        return true;
    }

    private bool Fill(int needed)
    {
        while (_end - _start < needed)
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                _end -= _start;
                _start = 0;
            }

            if (needed > _buffer.Length)
            {
                Array.Resize(ref _buffer, needed);
            }

            var read = input.TryRead(_buffer.AsSpan(_end));
            if (read <= 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }
}
