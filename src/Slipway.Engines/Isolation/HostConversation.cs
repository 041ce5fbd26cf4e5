using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Engines.Isolation;

/// <summary>Datagrams between the host and somebody who answers, for others to break into.</summary>
internal sealed class HostConversation : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly IPEndPoint _peer;

    public HostConversation(IPEndPoint peer)
    {
        _peer = peer;
        _socket.Connect(peer);
        _socket.Send("hello"u8);
    }

    /// <summary>Both ends, for <see cref="NetworkProbes.ForgeMessage"/>.</summary>
    public string Exports => _socket.LocalEndPoint is IPEndPoint own
        ? string.Create(CultureInfo.InvariantCulture, $"HOST={own.Address} HOST_PORT={own.Port} PEER={_peer.Address} PEER_PORT={_peer.Port}\n")
        : "";

    /// <summary>Whether the host believes that the other end is not there.</summary>
    public bool IsBroken()
    {
        try
        {
            _socket.Send("hello"u8);
            return false;
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return true;
        }
    }

    public void Dispose() => _socket.Dispose();
}
