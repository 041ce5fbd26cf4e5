using Slipway.Agent.Archives;
using Slipway.Model.Wire;

namespace Slipway.Agent.Serving;

/// <summary>Sends bytes as data frames, full ones as far as can be.</summary>
internal sealed class ChannelSink(ServerChannel channel) : IByteSink
{
    private readonly byte[] _frame = new byte[FrameHeader.Size + FrameHeader.DataLength];
    private int _filled = FrameHeader.Size;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var taken = Math.Min(bytes.Length, _frame.Length - _filled);
            bytes[..taken].CopyTo(_frame.AsSpan(_filled));
            _filled += taken;
            bytes = bytes[taken..];
            if (_filled == _frame.Length)
            {
                Flush();
            }
        }
    }

    public void Complete()
    {
        if (_filled > FrameHeader.Size)
        {
            Flush();
        }
    }

    private void Flush()
    {
        channel.SendData(_frame.AsSpan(0, _filled));
        _filled = FrameHeader.Size;
    }
}
