using Slipway.Agent.Linux;
using Slipway.Model.Wire;

namespace Slipway.Agent.Frames;

/// <summary>Writes whole frames to the runner, for any number of threads. After a failed write the connection counts as lost.</summary>
internal sealed class FrameOutput(Descriptor output)
{
    private readonly Lock _turn = new();
    private volatile bool _lost;

    public void Send<T>(FrameKind kind, int channel, T message)
        where T : IWireMessage<T> => Send(kind, channel, PayloadWriter.Encode(message).Span);

    public void Send(FrameKind kind, int channel) => Send(kind, channel, []);

    public void SendNumber(FrameKind kind, int channel, int number)
    {
        var writer = new PayloadWriter();
        writer.Number(number);
        Send(kind, channel, writer.Written.Span);
    }

    /// <summary>Sends a payload that has room for the header in front of it, in one write.</summary>
    public void SendInPlace(FrameKind kind, int channel, Span<byte> headerAndPayload)
    {
        new FrameHeader(kind, channel, headerAndPayload.Length - FrameHeader.Size).Write(headerAndPayload);
        Write(headerAndPayload);
    }

    /// <summary>Sends nothing from now on. What the agent ends itself did not end by itself, and the runner is not to hear that it did.</summary>
    public void Close() => _lost = true;

    private void Send(FrameKind kind, int channel, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[FrameHeader.Size + payload.Length];
        payload.CopyTo(frame.AsSpan(FrameHeader.Size));
        SendInPlace(kind, channel, frame);
    }

    private void Write(ReadOnlySpan<byte> frame)
    {
        lock (_turn)
        {
            if (_lost)
            {
                return;
            }

            try
            {
                output.Write(frame);
            }
            catch (SystemCallException)
            {
                // The reading side sees the end of the connection and decides what becomes of the job.
                _lost = true;
            }
        }
    }
}
