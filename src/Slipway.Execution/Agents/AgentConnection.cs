using System.Collections.Concurrent;
using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>
/// The runner's end of the one connection to the agent in a primary container. Everything that happens in the container goes
/// through it. Any number of calls may run at the same time. It owns the two streams.
/// </summary>
public sealed partial class AgentConnection : IAsyncDisposable
{
    private readonly Stream _fromAgent;
    private readonly Stream _toAgent;
    private readonly TimeProvider _clock;
    private readonly FrameReceiver _receiver;
    private readonly FrameSender _sender;
    private readonly ConcurrentDictionary<int, AgentChannel> _channels = new();
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private Task _receiving = Task.CompletedTask;
    private int _lastChannel;
    private int _disposed;

    private AgentConnection(Stream fromAgent, Stream toAgent, TimeProvider clock)
    {
        _fromAgent = fromAgent;
        _toAgent = toAgent;
        _clock = clock;
        _receiver = new FrameReceiver(fromAgent);
        _sender = new FrameSender(toAgent);
    }

    /// <summary>Where the agent runs and as whom.</summary>
    public AgentHello Hello { get; private set; } = null!;

    /// <summary>Completes with the reason when the connection ends, by whichever side.</summary>
    public Task<string> Lost => _lost.Task;

    /// <summary>Waits for the agent's first words and returns the usable connection, which then owns the streams.</summary>
    /// <exception cref="AgentLostException">The agent did not start, or is of another version.</exception>
    public static async Task<AgentConnection> OpenAsync(
        Stream fromAgent, Stream toAgent, TimeProvider clock, CancellationToken cancellationToken)
    {
        var connection = new AgentConnection(fromAgent, toAgent, clock);
        try
        {
            using var first = await connection._receiver.ReceiveAsync(cancellationToken)
                ?? throw new AgentLostException("the agent ended before it said anything");
            connection.Hello = first.Header.Kind == FrameKind.Hello
                ? first.Decode<AgentHello>()
                : throw new AgentLostException($"the agent began with {first.Header.Kind} instead of a hello");
        }
        catch (Exception failure)
        {
            await connection.DisposeAsync();
            if (failure is WireException or IOException)
            {
                throw new AgentLostException(failure.Message);
            }

            throw;
        }

        connection._receiving = connection.ReceiveAllAsync();
        return connection;
    }

    /// <summary>Lets the agent, and with it the container, live on when this connection ends.</summary>
    public ValueTask DetachAsync(CancellationToken cancellationToken) =>
        _sender.SendAsync(FrameKind.Detach, 0, ReadOnlyMemory<byte>.Empty, cancellationToken);

    /// <summary>Opens an HTTP endpoint in the container. <paramref name="answer"/> is called for each request, never twice at once, and must not throw.</summary>
    /// <exception cref="AgentException">The container has no loopback address to listen on.</exception>
    /// <exception cref="AgentLostException">The connection ended.</exception>
    public Task<AgentListener> ListenAsync(Func<HttpAsk, HttpAnswer> answer, CancellationToken cancellationToken) =>
        AgentListener.OpenAsync(OpenChannel(), answer, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _closing.CancelAsync();
        await _toAgent.DisposeAsync();
        await _fromAgent.DisposeAsync();
        await _receiving;
        End("it was closed");
        _receiver.Dispose();
        _closing.Dispose();
    }

    private AgentChannel OpenChannel()
    {
        var number = Interlocked.Increment(ref _lastChannel);
        var channel = new AgentChannel(number, _sender, gone => _channels.TryRemove(gone, out _));
        _channels[number] = channel;
        if (_lost.Task.IsCompletedSuccessfully)
        {
            channel.Break(_lost.Task.Result);
        }

        return channel;
    }

    private async Task ReceiveAllAsync()
    {
        var reason = "the agent ended";
        try
        {
            while (await _receiver.ReceiveAsync(_closing.Token) is { } frame)
            {
                Deliver(frame);
            }
        }
        catch (Exception failure) when (failure is IOException or WireException or ObjectDisposedException
            or InvalidOperationException or OperationCanceledException or TimeoutException)
        {
            reason = failure is OperationCanceledException ? "it was closed" : failure.Message;
        }

        End(reason);
    }

    private void Deliver(InboundFrame frame)
    {
        if (!_channels.TryGetValue(frame.Header.Channel, out var channel))
        {
            // The tail of a conversation that the runner has left.
            frame.Dispose();
            return;
        }

        var answers = frame.Header.Kind is FrameKind.Reply or FrameKind.Failed;
        channel.Deliver(frame);
        if (answers)
        {
            channel.Wake();
        }
    }

    private void End(string reason)
    {
        _lost.TrySetResult(reason);
        foreach (var channel in _channels.Values)
        {
            channel.Break(reason);
        }
    }
}
