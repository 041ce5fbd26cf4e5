using System.Threading.Channels;
using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>One conversation on the connection: frames in, frames out, and the room that each side has granted the other.</summary>
internal sealed class AgentChannel(int number, FrameSender sender, Action<int> forget) : IDisposable
{
    // Unbounded, but the agent never has more than a window of data under way.
    private readonly Channel<InboundFrame> _inbound =
        Channel.CreateUnbounded<InboundFrame>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly Channel<int> _grants =
        Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = false });

    private int _credit = FrameHeader.Window;
    private int _consumed;

    public bool HasUnread => _inbound.Reader.TryPeek(out _);

    public void Deliver(InboundFrame frame)
    {
        if (frame.Header.Kind == FrameKind.Credit)
        {
            _grants.Writer.TryWrite(frame.Number());
            frame.Dispose();
        }
        else if (!_inbound.Writer.TryWrite(frame))
        {
            frame.Dispose();
        }
    }

    public void Break(string reason)
    {
        _inbound.Writer.TryComplete(new AgentLostException(reason));
        Wake();
    }

    /// <exception cref="AgentLostException">The connection ended before the frame came.</exception>
    public async ValueTask<InboundFrame> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _inbound.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException closed)
        {
            throw closed.InnerException as AgentLostException ?? new AgentLostException("the channel is closed");
        }
    }

    public ValueTask SendAsync<T>(FrameKind kind, T message, CancellationToken cancellationToken)
        where T : IWireMessage<T> => sender.SendAsync(kind, number, PayloadWriter.Encode(message), cancellationToken);

    public ValueTask SendAsync(FrameKind kind, CancellationToken cancellationToken) =>
        sender.SendAsync(kind, number, ReadOnlyMemory<byte>.Empty, cancellationToken);

    public ValueTask SendNumberAsync(FrameKind kind, int value, CancellationToken cancellationToken) =>
        sender.SendNumberAsync(kind, number, value, cancellationToken);

    /// <summary>Sends one data frame as soon as the agent has room for it; sends nothing when the agent has answered already.</summary>
    public async ValueTask SendDataAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (_credit < data.Length)
        {
            _credit += await _grants.Reader.ReadAsync(cancellationToken);

            // An answer before the end of the data is a refusal, and a broken channel takes nothing.
            if (_inbound.Reader.Completion.IsCompleted || HasUnread)
            {
                return;
            }
        }

        _credit -= data.Length;
        await sender.SendAsync(FrameKind.Data, number, data, cancellationToken);
    }

    /// <summary>Wakes a sender that waits for room: an answer has come, or the end.</summary>
    public void Wake() => _grants.Writer.TryWrite(0);

    /// <summary>Grants the agent the room of data that has been consumed.</summary>
    public async ValueTask ConsumedAsync(int length, CancellationToken cancellationToken)
    {
        _consumed += length;
        if (_consumed >= FrameHeader.Window / 2)
        {
            var grant = _consumed;
            _consumed = 0;
            await sender.SendNumberAsync(FrameKind.Credit, number, grant, cancellationToken);
        }
    }

    public void Dispose()
    {
        forget(number);
        _inbound.Writer.TryComplete();
        while (_inbound.Reader.TryRead(out var frame))
        {
            frame.Dispose();
        }
    }
}
