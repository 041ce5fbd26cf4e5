using Slipway.Agent.Frames;
using Slipway.Model.Wire;

namespace Slipway.Agent.Serving;

/// <summary>Sends bytes to the runner in data frames of full size.</summary>
internal sealed class ChannelSink(ServerChannel channel) : IByteSink
{
    private readonly byte[] _frame = new byte[FrameHeader.Size + FrameHeader.DataLength];
    private int _end = FrameHeader.Size;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var taken = Math.Min(bytes.Length, _frame.Length - _end);
            bytes[..taken].CopyTo(_frame.AsSpan(_end));
            bytes = bytes[taken..];
            _end += taken;
            if (_end == _frame.Length)
            {
                Flush();
            }
        }
    }

    public void Complete() => Flush();

    private void Flush()
    {
        if (_end > FrameHeader.Size)
        {
            channel.SendData(_frame.AsSpan(0, _end));
            _end = FrameHeader.Size;
        }
    }
}
