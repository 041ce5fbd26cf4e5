using System.Net;
using System.Net.Sockets;
using Slipway.Linux.Netlink;

namespace Slipway.Engines.Leases;

/// <summary>The way to what listens on an engine's own localhost, for processes of its host alone.</summary>
public sealed class EngineLocalhost : IDisposable
{
    private readonly NetworkNamespace _network;

    private EngineLocalhost(NetworkNamespace network) => _network = network;

    /// <param name="process">In whose network it is.</param>
    /// <param name="group">What the path of its control groups holds: by now its number may be another's.</param>
    /// <exception cref="IOException">The process is gone or another's, or this one may not enter.</exception>
    public static EngineLocalhost Of(int process, string group) => new(NetworkNamespace.Of(process, group));

    /// <summary>Connects to a port of 127.0.0.1 there.</summary>
    /// <param name="prepare">Gets the socket before it is connected.</param>
    /// <exception cref="SocketException">Nothing listens.</exception>
    /// <exception cref="IOException">This process may not enter.</exception>
    public async Task<Socket> ConnectAsync(int port, Action<Socket> prepare, CancellationToken cancellationToken)
    {
        var socket = _network.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        try
        {
            prepare(socket);
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _network.Dispose();
}
