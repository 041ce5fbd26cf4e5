using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using Slipway.Linux.Addresses;
using Slipway.Linux.Netlink;

namespace Slipway.Linux.Networks;

/// <summary>One way of a route of this host: in any of its tables, and of those with several ways each.</summary>
/// <param name="Link">By which it leaves.</param>
/// <param name="Gateway">The router that takes the packets; null: the destination is on the link itself, or its router has an IPv6 address alone.</param>
internal sealed record RouteEntry(string Link, Ipv4Network Destination, IPAddress? Gateway)
{
    private const int HeaderLength = 12;
    private const int WayLength = 8;
    private const byte Unicast = 1;

    /// <summary>All that lead anywhere.</summary>
    /// <exception cref="IOException">The kernel does not tell.</exception>
    public static IReadOnlyList<RouteEntry> ReadAll()
    {
        using var socket = new NetlinkSocket(NetlinkSocket.Routes);
        return [.. socket.List("list the routes", new NetlinkMessage(NetlinkRequest.GetRoute, NetlinkRequest.List).Route(0)).SelectMany(message => Parse(message, NetlinkSocket.NameOf))];
    }

    /// <param name="message">struct rtmsg with its attributes.</param>
    /// <param name="nameOf">Gives a link's name, or null where it has gone.</param>
    internal static IReadOnlyList<RouteEntry> Parse(ReadOnlySpan<byte> message, Func<int, string?> nameOf)
    {
        var found = new List<RouteEntry>();
        if (message.Length < HeaderLength || message[7] != Unicast)
        {
            return found;
        }
        var attributes = message[HeaderLength..];
        var to = NetlinkAttributes.Find(attributes, RouteAttribute.Destination);
        var destination = new Ipv4Network(to.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(to) : 0, message[1]);
        Add(NetlinkAttributes.Find(attributes, RouteAttribute.Link), attributes);
        var ways = NetlinkAttributes.Find(attributes, RouteAttribute.Ways);
        while (ways.Length >= WayLength && MemoryMarshal.Read<ushort>(ways) is var length && length >= WayLength && length <= ways.Length)
        {
            Add(ways[4..WayLength], ways[WayLength..length]);
            ways = ways[Math.Min(ways.Length, (length + 3) & ~3)..];
        }
        return found;

        void Add(ReadOnlySpan<byte> index, ReadOnlySpan<byte> way)
        {
            if (index.Length == 4 && nameOf(MemoryMarshal.Read<int>(index)) is { } link)
            {
                var gateway = NetlinkAttributes.Find(way, RouteAttribute.Gateway);
                found.Add(new(link, destination, gateway.Length == 4 ? new IPAddress(gateway) : null));
            }
        }
    }
}
