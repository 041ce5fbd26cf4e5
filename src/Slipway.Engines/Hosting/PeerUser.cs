using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Slipway.Engines.Hosting;

/// <summary>Who is at the other end of a Unix socket, as the kernel says (SO_PEERCRED).</summary>
internal readonly record struct PeerUser(uint User, uint Group)
{
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;

    public static PeerUser Of(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[12];
        socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        return new(MemoryMarshal.Read<uint>(credentials[4..]), MemoryMarshal.Read<uint>(credentials[8..]));
    }
}
