using System.Threading.Channels;

namespace Slipway.Execution.Agents;

/// <summary>What the agent has said on one channel and nobody has taken yet. One writer, one reader.</summary>
internal sealed class Inbox
{
    private readonly Lock _lock = new();
    private readonly Queue<InboundFrame> _frames = new();
    private readonly Channel<bool> _news =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private InboundFrame? _newest;
    private AgentLostException? _end;

    public bool HasUnread
    {
        get
        {
            lock (_lock)
            {
                return _frames.Count > 0;
            }
        }
    }

    public bool IsEnded
    {
        get
        {
            lock (_lock)
            {
                return _end is not null;
            }
        }
    }

    public void Add(InboundFrame frame)
    {
        lock (_lock)
        {
            if (_end is not null || (_frames.Count > 0 && _newest!.TryAppend(frame)))
            {
                frame.Dispose();
            }
            else
            {
                _frames.Enqueue(frame);
                _newest = frame;
            }
        }

        _news.Writer.TryWrite(true);
    }

    /// <summary>What has come is still taken; after it, <see cref="TakeAsync"/> throws.</summary>
    public void End(AgentLostException end)
    {
        lock (_lock)
        {
            _end ??= end;
        }

        _news.Writer.TryWrite(true);
    }

    /// <exception cref="AgentLostException">There is nothing, and nothing more comes.</exception>
    public async ValueTask<InboundFrame> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_frames.TryDequeue(out var frame))
                {
                    return frame;
                }

                if (_end is not null)
                {
                    throw new AgentLostException(_end.Reason, _end.IsViolation);
                }
            }

            await _news.Reader.ReadAsync(cancellationToken);
        }
    }

    /// <summary>Gives back what nobody takes any more.</summary>
    public void Close()
    {
        End(new AgentLostException("the conversation is over"));
        lock (_lock)
        {
            foreach (var frame in _frames)
            {
                frame.Dispose();
            }

            _frames.Clear();
        }
    }
}
