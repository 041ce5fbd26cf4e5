using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Engines.Isolation;

/// <summary>Services of the host that answer whoever reaches them: by TCP and UDP, IPv4 and IPv6, and on Unix sockets with a path and without.</summary>
internal sealed class CanaryServices : IAsyncDisposable
{
    private readonly string _path;
    private readonly TcpListener _listener = Listen();
    private readonly TcpListener _allowed = Listen();
    private readonly List<Socket> _sockets = [];
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _answering = [];
    private readonly ConcurrentDictionary<IPAddress, byte> _heard = new();
    public CanaryServices(string path, string name)
    {
        _path = path;
        _listener.Start();
        _allowed.Start();
        AddDatagrams(AddressFamily.InterNetwork, IPAddress.Any, Port);
        AddDatagrams(AddressFamily.InterNetwork, IPAddress.Any, AllowedPort);
        if (Socket.OSSupportsIPv6)
        {
            AddDatagrams(AddressFamily.InterNetworkV6, IPAddress.IPv6Any, Port);
        }
        AddUnix(path);
        AddUnix("\0" + name);
        _answering.AddRange([AcceptAsync(_listener.Server), AcceptAsync(_allowed.Server)]);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int AllowedPort => ((IPEndPoint)_allowed.LocalEndpoint).Port;

    /// <summary>Whether a datagram came from an address.</summary>
    public bool HasHeardFrom(IPAddress address) => _heard.ContainsKey(address);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        _allowed.Dispose();
        _sockets.ForEach(socket => socket.Dispose());
        // Each ends with its socket.
        await Task.WhenAll(_answering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        File.Delete(_path);
        _end.Dispose();
    }

    private static TcpListener Listen() => Socket.OSSupportsIPv6 ? TcpListener.Create(0) : new TcpListener(IPAddress.Any, 0);

    private void AddDatagrams(AddressFamily family, IPAddress any, int port)
    {
        var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        _sockets.Add(socket);
        if (family == AddressFamily.InterNetworkV6)
        {
            socket.DualMode = false;
        }
        socket.Bind(new IPEndPoint(any, port));
        _answering.Add(EchoAsync(socket, new IPEndPoint(any, 0)));
    }

    private void AddUnix(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _sockets.Add(socket);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        _answering.Add(AcceptAsync(socket));
    }

    private async Task AcceptAsync(Socket socket)
    {
        while (true)
        {
            using var client = await socket.AcceptAsync(_end.Token);
        }
    }

    private async Task EchoAsync(Socket socket, IPEndPoint any)
    {
        var buffer = new byte[64];
        while (true)
        {
            var received = await socket.ReceiveFromAsync(buffer, any, _end.Token);
            _heard[((IPEndPoint)received.RemoteEndPoint).Address] = 0;
            await socket.SendToAsync(buffer.AsMemory(0, received.ReceivedBytes), received.RemoteEndPoint, _end.Token);
        }
    }
}
