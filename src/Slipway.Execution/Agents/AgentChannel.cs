using System.Threading.Channels;
using Slipway.Model.Texts;
using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>
/// One conversation on the connection: frames in, frames out, and the room that each side has granted the other. The agent's part is counted here, because
/// its own word may be a lie: what it sends past its room, twice or out of place breaks the connection.
/// </summary>
internal sealed class AgentChannel(int number, Conversation conversation, AgentConnection connection) : IDisposable
{
    private readonly Inbox _inbox = new();

    /// <summary>Wakes a sender that waits for room.</summary>
    private readonly Channel<bool> _news =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>What the runner may send.</summary>
    private int _credit = FrameHeader.Window;

    /// <summary>What the agent may send.</summary>
    private int _room = FrameHeader.Window;
    private int _consumed;
    private long _said;
    private volatile bool _hasEnded;
    private volatile bool _isAsked;

    public bool HasUnread => _inbox.HasUnread;

    /// <summary>Whether the agent may send a frame, asked before its payload is taken.</summary>
    /// <exception cref="WireException">It may not.</exception>
    public void Admit(FrameHeader header)
    {
        if (!conversation.Allows(header, _said) || _hasEnded)
        {
            throw new WireException($"the agent in the job's container sent what nobody asked for: {header.Kind} of {ByteText.Of(header.Length)}");
        }

        switch (header.Kind)
        {
            case FrameKind.Credit:
                break;
            case FrameKind.Data when header.Length == 0 || Interlocked.Add(ref _room, -header.Length) < 0:
                throw new WireException(AgentWords.TooMuch);
            case FrameKind.Data:
                break;
            case FrameKind.Asked:
                _isAsked = _isAsked ? throw new WireException(AgentWords.TooMuch) : true;
                break;
            default:
                var bit = Conversation.Bit(header.Kind);
                _said = (_said & bit) == 0 ? _said | bit : throw new WireException(AgentWords.TooMuch);
                _hasEnded = Conversation.IsEnd(header.Kind);
                break;
        }
    }

    /// <exception cref="WireException">It grants more room than there is.</exception>
    public void Deliver(InboundFrame frame)
    {
        if (frame.Kind == FrameKind.Credit)
        {
            using (frame)
            {
                Grant(new PayloadReader(frame.Payload).Number());
            }
        }
        else
        {
            _inbox.Add(frame);
        }

        _news.Writer.TryWrite(true);
    }

    public void Break(AgentLostException end)
    {
        _inbox.End(end);
        _news.Writer.TryWrite(true);
    }

    /// <summary>The next frame, whenever it comes.</summary>
    /// <exception cref="AgentLostException">The connection ended before the frame came.</exception>
    public ValueTask<InboundFrame> ReceiveAsync(CancellationToken cancellationToken) => _inbox.TakeAsync(cancellationToken);

    /// <summary>The next frame, within a time.</summary>
    /// <exception cref="AgentLostException">The connection ended before the frame came, or the agent let the time pass.</exception>
    public ValueTask<InboundFrame> ReceiveAsync(TimeSpan deadline, CancellationToken cancellationToken) =>
        _inbox.HasUnread
            ? _inbox.TakeAsync(cancellationToken)
            : new ValueTask<InboundFrame>(connection.WithinAsync(_inbox.TakeAsync, deadline, cancellationToken));

    /// <summary>What a frame says, checked.</summary>
    /// <exception cref="AgentLostException">It cannot be; the connection is broken off.</exception>
    public T Read<T>(InboundFrame frame, Func<T, T> check)
        where T : IWireMessage<T> => Read(frame, payload => check(PayloadReader.Decode<T>(payload)));

    /// <inheritdoc cref="Read{T}(InboundFrame, Func{T, T})"/>
    public int ReadNumber(InboundFrame frame, Func<int, int> check) => Read(frame, payload => check(new PayloadReader(payload).Number()));

    /// <summary>Breaks the whole connection off, since the agent said what it may not.</summary>
    public AgentLostException Violated(string reason) => connection.Violated(reason);

    public ValueTask SendAsync<T>(FrameKind kind, T message, CancellationToken cancellationToken)
        where T : IWireMessage<T> => connection.Sender.SendAsync(kind, number, PayloadWriter.Encode(message), cancellationToken);

    public ValueTask SendAsync(FrameKind kind, CancellationToken cancellationToken) =>
        connection.Sender.SendAsync(kind, number, ReadOnlyMemory<byte>.Empty, cancellationToken);

    public ValueTask SendNumberAsync(FrameKind kind, int value, CancellationToken cancellationToken) =>
        connection.Sender.SendNumberAsync(kind, number, value, cancellationToken);

    /// <summary>Answers what was asked; only then may the next be asked.</summary>
    public ValueTask AnswerAsync(HttpAnswer answer)
    {
        _isAsked = false;
        return SendAsync(FrameKind.Answered, answer, CancellationToken.None);
    }

    /// <summary>Tells the agent that nobody waits any more; without effect when it is gone.</summary>
    public async ValueTask CancelAsync()
    {
        try
        {
            await SendAsync(FrameKind.Cancel, CancellationToken.None);
        }
        catch (AgentLostException)
        {
            // Then there is nothing to cancel.
        }
    }

    /// <summary>Sends one data frame as soon as the agent has room for it; sends nothing when the agent has answered already.</summary>
    /// <exception cref="AgentLostException">The agent made no room in time.</exception>
    public async ValueTask SendDataAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _credit) < data.Length)
        {
            await connection.WithinAsync(_news.Reader.ReadAsync, AgentDeadlines.Progress, cancellationToken);

            // An answer before the end of the data is a refusal, and a broken channel takes nothing.
            if (_inbox.IsEnded || HasUnread)
            {
                return;
            }
        }

        Interlocked.Add(ref _credit, -data.Length);
        await connection.Sender.SendAsync(FrameKind.Data, number, data, cancellationToken);
    }

    /// <summary>Sends one data frame of a conversation in which both speak, as soon as the agent has room for it: who is behind it may take its time.</summary>
    /// <returns>False: nobody takes it any more.</returns>
    public async ValueTask<bool> SayAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _credit) < data.Length)
        {
            if (_hasEnded || _inbox.IsEnded)
            {
                return false;
            }

            await _news.Reader.ReadAsync(cancellationToken);
        }

        Interlocked.Add(ref _credit, -data.Length);
        await connection.Sender.SendAsync(FrameKind.Data, number, data, cancellationToken);
        return true;
    }

    /// <summary>Grants the agent the room of data that has been consumed.</summary>
    public async ValueTask ConsumedAsync(int length, CancellationToken cancellationToken)
    {
        _consumed += length;
        if (_consumed >= FrameHeader.Window / 2)
        {
            var grant = _consumed;
            _consumed = 0;
            Interlocked.Add(ref _room, grant);
            await SendNumberAsync(FrameKind.Credit, grant, cancellationToken);
        }
    }

    public void Dispose()
    {
        connection.Forget(number);
        _inbox.Close();
    }

    private void Grant(int bytes)
    {
        if (bytes <= 0 || bytes > FrameHeader.Window || Interlocked.Add(ref _credit, bytes) > FrameHeader.Window)
        {
            throw new WireException("the agent in the job's container granted more room than it has");
        }
    }

    private T Read<T>(InboundFrame frame, Func<ReadOnlyMemory<byte>, T> read)
    {
        try
        {
            return read(frame.Payload);
        }
        catch (WireException failure)
        {
            throw Violated($"the agent in the job's container answered what cannot be: {failure.Message}");
        }
    }
}
