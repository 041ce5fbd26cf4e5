using Slipway.Agent.Frames;
using Slipway.Agent.Linux;
using Slipway.Model.Wire;

namespace Slipway.Agent.Endpoints;

/// <summary>Unix sockets in the container behind which the runner is: each of its channels takes one connection and carries what both ends say.</summary>
internal sealed class LocalSockets : IDisposable
{
    private const int StackBytes = 256 * 1024;
    private readonly Dictionary<string, Descriptor> _listeners = [];

    /// <summary>Waits for a connection and serves it to its end.</summary>
    /// <exception cref="SystemCallException">There can be no such socket.</exception>
    public void Serve(ServerChannel channel, SocketRequest request)
    {
        var listener = ListenerAt(request.Path);
        channel.SendNumber(FrameKind.Listening, 0);
        using var connection = Accept(listener, channel);
        if (connection is null)
        {
            return;
        }

        channel.OnCancel = connection.Shutdown;
        channel.Send(FrameKind.Connected);
        var outward = new Thread(() => SendAll(connection, channel), StackBytes) { IsBackground = true };
        outward.Start();
        ReceiveAll(connection, channel);
        outward.Join();
        channel.OnCancel = null;
        channel.Send(FrameKind.Reply, new PathList([]));
    }

    /// <returns>Null: the runner does not wait any more.</returns>
    private static Descriptor? Accept(Descriptor listener, ServerChannel channel)
    {
        using var stop = new Descriptor(Libc.EventFd(0, Libc.CloseOnExec));
        channel.OnCancel = () => stop.Write([1, 0, 0, 0, 0, 0, 0, 0]);
        var connection = UnixSocket.Accept(listener, stop.Number);
        channel.OnCancel = null;
        return connection;
    }

    public void Dispose()
    {
        lock (_listeners)
        {
            foreach (var listener in _listeners.Values)
            {
                listener.Dispose();
            }
        }
    }

    private Descriptor ListenerAt(string path)
    {
        lock (_listeners)
        {
            return _listeners.TryGetValue(path, out var listener) ? listener : _listeners[path] = UnixSocket.ListenAt(path);
        }
    }

    /// <summary>What the client says, to the runner.</summary>
    private static void SendAll(Descriptor connection, ServerChannel channel)
    {
        var frame = new byte[FrameHeader.Size + FrameHeader.DataLength];
        try
        {
            while (connection.TryRead(frame.AsSpan(FrameHeader.Size)) is > 0 and var read)
            {
                channel.SendData(frame.AsSpan(0, FrameHeader.Size + read));
            }

            channel.Send(FrameKind.End);
        }
        catch (OperationCanceledException)
        {
            // The runner has gone away, and the connection with it.
        }
    }

    /// <summary>What the runner says, to the client. Where either has gone there is nobody left to say anything to.</summary>
    private static void ReceiveAll(Descriptor connection, ServerChannel channel)
    {
        var part = new byte[FrameHeader.DataLength];
        try
        {
            while (channel.Read(part) is > 0 and var read)
            {
                connection.Write(part.AsSpan(0, read));
            }

            connection.EndOutput();
        }
        catch (Exception gone) when (gone is OperationCanceledException or SystemCallException)
        {
            connection.Shutdown();
        }
    }
}
