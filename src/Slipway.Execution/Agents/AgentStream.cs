using Slipway.Linux.Streams;
using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>One connection to a socket in the container, as a stream: what the program there says is read, and what is written it hears.</summary>
public sealed class AgentStream : PipeLikeStream
{
    private readonly AgentChannel _channel;
    private InboundFrame? _frame;
    private int _taken;
    private bool _hasEnded;
    private bool _isOver;
    private bool _isSaid;

    internal AgentStream(AgentChannel channel) => _channel = channel;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    /// <exception cref="IOException">The container is gone.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_frame is null && !await TryTakeAsync(cancellationToken))
        {
            return 0;
        }

        var part = _frame!.Payload[_taken..];
        var count = Math.Min(part.Length, buffer.Length);
        part[..count].CopyTo(buffer);
        _taken += count;
        if (_taken == _frame.Length)
        {
            Drop();
        }

        await _channel.ConsumedAsync(count, cancellationToken);
        return count;
    }

    /// <exception cref="IOException">The program has gone away, or its container.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (var rest = buffer; rest.Length > 0;)
        {
            var count = Math.Min(rest.Length, FrameHeader.DataLength);
            if (!await SayAsync(rest[..count], cancellationToken))
            {
                throw new IOException("the program in the container has gone away");
            }

            rest = rest[count..];
        }
    }

    /// <summary>Tells the program that nothing more comes; it may still speak.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_isSaid)
        {
            return;
        }

        _isSaid = true;
        try
        {
            await _channel.SendAsync(FrameKind.End, cancellationToken);
        }
        catch (AgentLostException lost)
        {
            throw new IOException(lost.Reason, lost);
        }
    }

    /// <summary>Returns when the program has heard all that was said, and has gone.</summary>
    internal async Task FinishAsync(CancellationToken cancellationToken)
    {
        await EndAsync(cancellationToken);
        while (!_isOver)
        {
            using var frame = await _channel.ReceiveAsync(cancellationToken);
            _isOver = Conversation.IsEnd(frame.Kind);
            await (frame.Kind == FrameKind.Data ? _channel.ConsumedAsync(frame.Length, cancellationToken) : ValueTask.CompletedTask);
        }
    }

    protected override void Dispose(bool disposing)
    {
        Drop();
        base.Dispose(disposing);
    }

    private async Task<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        if (_hasEnded)
        {
            return false;
        }

        try
        {
            var frame = await _channel.ReceiveAsync(cancellationToken);
            if (frame.Kind == FrameKind.Data)
            {
                (_frame, _taken) = (frame, 0);
                return true;
            }

            (_hasEnded, _isOver) = (true, Conversation.IsEnd(frame.Kind));
            frame.Dispose();
            return false;
        }
        catch (AgentLostException lost)
        {
            throw new IOException(lost.Reason, lost);
        }
    }

    private async Task<bool> SayAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        try
        {
            return await _channel.SayAsync(data, cancellationToken);
        }
        catch (AgentLostException lost)
        {
            throw new IOException(lost.Reason, lost);
        }
    }

    private void Drop() => Interlocked.Exchange(ref _frame, null)?.Dispose();
}
