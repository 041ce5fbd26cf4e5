using System.Collections.Concurrent;
using Slipway.Model.Texts;
using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>
/// The runner's end of the one connection to the agent in a primary container. Everything that happens in the container goes
/// through it. Any number of calls may run at the same time. It owns the two streams.
/// </summary>
public sealed partial class AgentConnection : IAsyncDisposable
{
    private const string Closed = "it was closed";

    /// <summary>What may still come for a conversation that the runner has left: what it had room for, and its answer.</summary>
    private const long LongestTail = FrameHeader.Window + HttpAsk.LargestMessage + FrameBounds.LargestMessage;

    private readonly Stream _fromAgent;
    private readonly Stream _toAgent;
    private readonly TimeProvider _clock;
    private readonly FrameReceiver _receiver;
    private readonly ConcurrentDictionary<int, AgentChannel> _channels = new();
    private readonly TaskCompletionSource<AgentLostException> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private Task _receiving = Task.CompletedTask;
    private int _lastChannel;
    private long _tails;
    private int _disposed;

    private AgentConnection(Stream fromAgent, Stream toAgent, TimeProvider clock)
    {
        _fromAgent = fromAgent;
        _toAgent = toAgent;
        _clock = clock;
        _receiver = new FrameReceiver(fromAgent);
        Sender = new FrameSender(toAgent, clock);
    }

    /// <summary>Where the agent runs and as whom.</summary>
    public AgentHello Hello { get; private set; } = null!;

    /// <summary>What the agent did that it may not, so that the connection was broken off; null: nothing so far.</summary>
    public string? Violation => _lost.Task is { IsCompletedSuccessfully: true, Result: { IsViolation: true } lost } ? lost.Reason : null;

    /// <summary>Completes when the connection ends, by whichever side.</summary>
    internal Task<AgentLostException> Lost => _lost.Task;

    internal FrameSender Sender { get; }

    /// <summary>Waits for the agent's first words and returns the usable connection, which then owns the streams.</summary>
    /// <exception cref="AgentLostException">The agent did not start, or is of another version, or none.</exception>
    public static async Task<AgentConnection> OpenAsync(
        Stream fromAgent, Stream toAgent, TimeProvider clock, CancellationToken cancellationToken)
    {
        var connection = new AgentConnection(fromAgent, toAgent, clock);
        try
        {
            connection.Hello = await connection.WithinAsync(connection.ReceiveHelloAsync, AgentDeadlines.Hello, cancellationToken);
        }
        catch (Exception failure)
        {
            await connection.DisposeAsync();
            throw failure switch
            {
                WireException => new AgentLostException(failure.Message, isViolation: true),
                IOException => new AgentLostException(failure.Message),
                _ => failure,
            };
        }

        connection._receiving = connection.ReceiveAllAsync();
        return connection;
    }

    /// <summary>Lets the agent, and with it the container, live on when this connection ends.</summary>
    public ValueTask DetachAsync(CancellationToken cancellationToken) =>
        Sender.SendAsync(FrameKind.Detach, 0, ReadOnlyMemory<byte>.Empty, cancellationToken);

    /// <summary>Opens an HTTP endpoint in the container. <paramref name="answer"/> is called for each request, never twice at once; where it throws, that request is refused.</summary>
    /// <exception cref="AgentException">The container has no loopback address to listen on.</exception>
    /// <exception cref="AgentLostException">The connection ended.</exception>
    public Task<AgentListener> ListenAsync(Func<HttpAsk, HttpAnswer> answer, CancellationToken cancellationToken) =>
        AgentListener.OpenAsync(OpenChannel(Conversation.Listen), answer, cancellationToken);

    /// <summary>Makes a Unix socket in the container. <paramref name="serve"/> is called for each connection to it and may take as long as it likes.</summary>
    /// <exception cref="AgentException">It cannot be made at that path.</exception>
    /// <exception cref="AgentLostException">The connection ended.</exception>
    public Task<AgentSocket> OpenSocketAsync(string path, Func<AgentStream, CancellationToken, Task> serve, CancellationToken cancellationToken) =>
        AgentSocket.OpenAsync(() => OpenChannel(Conversation.Socket), path, serve, cancellationToken);

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
        End(new AgentLostException(Closed));
        _receiver.Dispose();
        _closing.Dispose();
    }

    /// <summary>The connection is over: the agent broke its rules.</summary>
    internal AgentLostException Violated(string reason)
    {
        var violation = new AgentLostException(reason, isViolation: true);
        End(violation);
        return violation;
    }

    /// <summary>Leaves a conversation.</summary>
    internal void Forget(int channel)
    {
        if (_channels.ContainsKey(channel))
        {
            // Before it is left: its tail may be there already.
            Interlocked.Add(ref _tails, LongestTail);
            _channels.TryRemove(channel, out _);
        }
    }

    /// <summary>Waits for something of the agent's, but not for ever.</summary>
    /// <exception cref="AgentLostException">It did not come in time.</exception>
    internal async Task<T> WithinAsync<T>(Func<CancellationToken, ValueTask<T>> wait, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(deadline, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await wait(either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new AgentLostException($"the agent in the job's container has said nothing for {DurationText.Of(deadline)}");
        }
    }

    private AgentChannel OpenChannel(Conversation conversation)
    {
        var number = Interlocked.Increment(ref _lastChannel);
        var channel = new AgentChannel(number, conversation, this);
        _channels[number] = channel;
        if (_lost.Task.IsCompletedSuccessfully)
        {
            channel.Break(_lost.Task.Result);
        }

        return channel;
    }

    private async ValueTask<AgentHello> ReceiveHelloAsync(CancellationToken cancellationToken)
    {
        var header = await _receiver.ReceiveHeaderAsync(cancellationToken) ?? throw new AgentLostException("the agent ended before it said anything");
        if (header.Kind != FrameKind.Hello || header.Length > FrameBounds.LargestMessage)
        {
            throw new WireException($"the agent in the job's container began with {header.Kind} of {ByteText.Of(header.Length)} instead of a hello");
        }

        using var hello = await _receiver.ReceivePayloadAsync(header, cancellationToken);
        return AgentWords.Check(PayloadReader.Decode<AgentHello>(hello.Payload));
    }

    private async Task ReceiveAllAsync()
    {
        var end = new AgentLostException("the agent ended");
        try
        {
            while (Violation is null && await _receiver.ReceiveHeaderAsync(_closing.Token) is { } header)
            {
                var channel = Admit(header);
                Deliver(channel, await _receiver.ReceivePayloadAsync(header, _closing.Token));
            }
        }
        catch (WireException violation)
        {
            end = new AgentLostException(violation.Message, isViolation: true);
        }
        catch (OperationCanceledException)
        {
            end = new AgentLostException(Closed);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or InvalidOperationException or TimeoutException)
        {
            end = new AgentLostException(failure.Message);
        }
        finally
        {
            // Whatever it was: nobody is to wait for what nobody receives.
            End(end);
        }

        if (Violation is not null)
        {
            await _toAgent.DisposeAsync();
            await _fromAgent.DisposeAsync();
        }
    }

    /// <summary>Where a frame goes; null: to a conversation that the runner has left, whose tail it is.</summary>
    private AgentChannel? Admit(FrameHeader header)
    {
        if (FrameBounds.LargestFromAgent(header.Kind) is not { } largest || header.Length > largest)
        {
            throw new WireException(AgentWords.TooMuch);
        }

        if (header.Channel <= 0 || header.Channel > Volatile.Read(ref _lastChannel))
        {
            throw new WireException($"the agent in the job's container spoke on channel {header.Channel}, which is not open");
        }

        if (_channels.TryGetValue(header.Channel, out var channel))
        {
            channel.Admit(header);
        }
        else if (Interlocked.Add(ref _tails, -FrameHeader.Size - header.Length) < 0)
        {
            throw new WireException(AgentWords.TooMuch);
        }

        return channel;
    }

    private static void Deliver(AgentChannel? channel, InboundFrame frame)
    {
        if (channel is null)
        {
            frame.Dispose();
        }
        else
        {
            channel.Deliver(frame);
        }
    }

    private void End(AgentLostException end)
    {
        // The first reason is the reason.
        end = _lost.TrySetResult(end) ? end : _lost.Task.Result;
        foreach (var channel in _channels.Values)
        {
            channel.Break(end);
        }
    }
}
