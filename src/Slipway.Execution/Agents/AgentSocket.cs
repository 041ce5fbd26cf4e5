using System.Diagnostics.CodeAnalysis;
using Slipway.Model.Wire;

namespace Slipway.Execution.Agents;

/// <summary>A Unix socket in the primary container behind which this process is, until it is disposed. Each connection is a conversation of its own.</summary>
public sealed class AgentSocket : IAsyncDisposable
{
    /// <summary>More wait in the container until there is a place.</summary>
    private const int MostConnections = 64;

    private readonly Func<AgentChannel> _open;
    private readonly SocketRequest _request;
    private readonly Func<AgentStream, CancellationToken, Task> _serve;
    private readonly SemaphoreSlim _places = new(MostConnections);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _following;

    private AgentSocket(Func<AgentChannel> open, SocketRequest request, Func<AgentStream, CancellationToken, Task> serve, AgentChannel first)
    {
        _open = open;
        _request = request;
        _serve = serve;
        _following = FollowAsync(first);
    }

    internal static async Task<AgentSocket> OpenAsync(
        Func<AgentChannel> open, string path, Func<AgentStream, CancellationToken, Task> serve, CancellationToken cancellationToken)
    {
        var request = new SocketRequest(path);
        return new AgentSocket(open, request, serve, await AwaitAsync(open, request, cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _following;
        _closing.Dispose();
        _places.Dispose();
    }

    /// <summary>A conversation for the next connection. Whoever connects from now on is heard.</summary>
    private static async Task<AgentChannel> AwaitAsync(Func<AgentChannel> open, SocketRequest request, CancellationToken cancellationToken)
    {
        var channel = open();
        try
        {
            await channel.SendAsync(FrameKind.Accept, request, cancellationToken);
            using var first = await channel.ReceiveAsync(AgentDeadlines.Answer, cancellationToken);
            if (first.Kind == FrameKind.Failed)
            {
                var failure = channel.Read<AgentFailure>(first, AgentWords.Check);
                throw new AgentException(failure.Kind, failure.Message);
            }

            return channel;
        }
        catch
        {
            channel.Dispose();
            throw;
        }
    }

    private async Task FollowAsync(AgentChannel first)
    {
        List<Task> connections = [];
        try
        {
            for (var next = first; ; next = await AwaitAsync(_open, _request, _closing.Token))
            {
                if (!await HasConnectedAsync(next))
                {
                    return;
                }

                connections.RemoveAll(connection => connection.IsCompleted);
                connections.Add(ServeAsync(next));
                await _places.WaitAsync(_closing.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or AgentLostException or AgentException)
        {
            // It was closed, or nobody is left to connect.
        }
        finally
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task<bool> HasConnectedAsync(AgentChannel channel)
    {
        try
        {
            using var frame = await channel.ReceiveAsync(_closing.Token);
            if (frame.Kind == FrameKind.Connected)
            {
                return true;
            }
        }
        catch (Exception end) when (end is OperationCanceledException or AgentLostException)
        {
            await channel.CancelAsync();
        }

        channel.Dispose();
        return false;
    }

    /// <summary>The boundary of a connection: whatever becomes of it, the next one is served.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "One connection must not end the socket for all others, nor the job.")]
    private async Task ServeAsync(AgentChannel channel)
    {
        await Task.Yield();
        try
        {
            await using var stream = new AgentStream(channel);
            await _serve(stream, _closing.Token);
            await stream.FinishAsync(_closing.Token);
        }
        catch (Exception)
        {
            // The program sees that its connection has ended.
            await channel.CancelAsync();
        }

        channel.Dispose();
        _places.Release();
    }
}
