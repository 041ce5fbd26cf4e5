using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Slipway.Engines.Leases;
using Slipway.Linux.Netlink;

namespace Slipway.Execution.RemoteDocker;

/// <summary>A port on the job's localhost behind which the same port on the engine's localhost answers.</summary>
internal sealed class PortRelay : IAsyncDisposable
{
    // Of this process and of the kernel, for each connection: what one side does not read is not the job's memory but the run's.
    private const int BufferBytes = 16 * 1024;
    private const int KernelBytes = 64 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly EngineLocalhost _engine;
    private readonly SemaphoreSlim _places;
    private readonly TimeProvider _clock;
    private readonly IReadOnlyList<Socket> _listeners;
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;

    private PortRelay(EngineLocalhost engine, int port, SemaphoreSlim places, TimeProvider clock, IReadOnlyList<Socket> listeners)
    {
        _engine = engine;
        _places = places;
        _clock = clock;
        _listeners = listeners;
        Port = port;
        _serving = Task.WhenAll(listeners.Select(AcceptAsync));
    }

    public int Port { get; }

    /// <summary>Whether it takes no more connections.</summary>
    public bool IsClosed => _closing.IsCancellationRequested;

    /// <summary>Whether nothing of it is left: it takes no more connections, and none is open.</summary>
    public bool IsOver => _serving.IsCompleted;

    /// <param name="job">Where it listens: 127.0.0.1, and ::1 where there is one.</param>
    /// <param name="engine">Where it connects: 127.0.0.1.</param>
    /// <param name="port">In both.</param>
    /// <param name="places">One for each connection at a time; a connection without a place is closed.</param>
    /// <returns>Null: something in the job has the port.</returns>
    public static PortRelay? TryOpen(NetworkNamespace job, EngineLocalhost engine, int port, SemaphoreSlim places, TimeProvider clock)
    {
        try
        {
            return new PortRelay(engine, port, places, clock, job.Run(() => Listen(port)));
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Takes no more connections. Those that are open end with what is behind them: the last bytes of a container that has ended still arrive.</summary>
    public void Close()
    {
        _closing.Cancel();
        foreach (var listener in _listeners)
        {
            listener.Dispose();
        }
    }

    /// <summary>Ends all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        Close();
        await _ending.CancelAsync();
        await _serving;
        _closing.Dispose();
        _ending.Dispose();
    }

    private static List<Socket> Listen(int port)
    {
        List<Socket> listeners = [];
        listeners.Add(ListenAt(IPAddress.Loopback, port));
        try
        {
            listeners.Add(ListenAt(IPAddress.IPv6Loopback, port));
        }
        catch (SocketException)
        {
            // No IPv6 in the job's containers, or something of theirs has the port there.
        }

        return listeners;
    }

    private static Socket ListenAt(IPAddress address, int port)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.ReceiveBufferSize = listener.SendBufferSize = KernelBytes;
            listener.Bind(new IPEndPoint(address, port));
            listener.Listen();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            throw;
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        List<Task> connections = [];
        while (!IsClosed)
        {
            // A flood of connections is not to keep this from what else there is to do.
            await Task.Yield();
            try
            {
                connections.Add(ServeAsync(await listener.AcceptAsync(_closing.Token)));
                connections.RemoveAll(connection => connection.IsCompletedSuccessfully);
            }
            catch (SocketException) when (!IsClosed)
            {
                // There are no more descriptors for a while, or who called has gone already.
                await Task.Delay(Pause, _clock, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception end) when (IsEnd(end))
            {
                // It was closed while it waited.
            }
        }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(Socket near)
    {
        using var nearEnd = near;
        if (!_places.Wait(0, CancellationToken.None))
        {
            return;
        }

        try
        {
            using var far = await _engine.ConnectAsync(Port, socket => socket.ReceiveBufferSize = socket.SendBufferSize = KernelBytes, _ending.Token);
            near.NoDelay = far.NoDelay = true;
            // One side may be done while the other still speaks; an error ends both.
            await Task.WhenAll(CarryAsync(near, far), CarryAsync(far, near));
        }
        catch (Exception end) when (IsEnd(end))
        {
            // Nothing listens in the engine, or one of the two went away, or the job is over.
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task CarryAsync(Socket from, Socket to)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await from.ReceiveAsync(buffer, _ending.Token) is > 0 and var count)
            {
                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _ending.Token);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            from.Dispose();
            to.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsEnd(Exception failure) => failure is SocketException or IOException or OperationCanceledException or ObjectDisposedException;
}
