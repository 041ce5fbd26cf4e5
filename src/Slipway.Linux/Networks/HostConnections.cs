using System.Globalization;
using System.Net;
using Slipway.Linux.Addresses;
using Slipway.Linux.Kernel;
using Slipway.Linux.Netlink;

namespace Slipway.Linux.Networks;

/// <summary>
/// The host's table of connections (ctnetlink). A connection that nobody has closed stays in it for up to five days; whoever has its address by then would be taken
/// for its end: gets what is answered to it, and has it counted among his own.
/// </summary>
public static class HostConnections
{
    // The kernel's linux/netfilter/nfnetlink_conntrack.h.
    private const ushort Get = 0x101;
    private const ushort Delete = 0x102;
    private const ushort Nested = 0x8000;
    private const ushort Original = 1;
    private const ushort Reply = 2;
    private const ushort Id = 12;
    private const ushort Zone = 18;
    private const ushort Filter = 25;
    private const ushort Addresses = 1;
    private const ushort Source = 1;
    private const ushort Destination = 2;
    private const string CountFile = "/proc/sys/net/netfilter/nf_conntrack_count";
    private const int Few = 4096;
    private const int FamilyHeaderLength = 4;
    private const int OneAddress = 32;

    /// <summary>Removes every connection of which an address is an end, in the network namespace of the calling thread.</summary>
    /// <param name="network">Of one address the kernel itself looks for the connections.</param>
    /// <exception cref="IOException">The kernel refuses, or cannot.</exception>
    public static void Forget(Ipv4Network network)
    {
        using var socket = new NetlinkSocket(NetlinkSocket.Netfilter);
        foreach (var connection in Of(socket, network))
        {
            var code = socket.Try(Deletion(connection));
            if (code is not (0 or Errno.NotThere))
            {
                throw new KernelException($"remove a connection of {network} from the host's table", code);
            }
        }
    }

    /// <summary>Whether the table has a connection of which an address is an end.</summary>
    /// <exception cref="IOException">The kernel refuses, or cannot.</exception>
    public static bool Has(Ipv4Network network)
    {
        using var socket = new NetlinkSocket(NetlinkSocket.Netfilter);
        return Of(socket, network).Count > 0;
    }

    // An old kernel knows no filters and says everything.
    private static List<byte[]> Of(NetlinkSocket socket, Ipv4Network network) =>
    [
        .. Questions(network).SelectMany(question => socket.List("list the host's connections (a kernel needs nf_conntrack_netlink for it)", question))
            .Where(connection => IsOf(connection, network)),
    ];

    private static IEnumerable<NetlinkMessage> Questions(Ipv4Network network)
    {
        if (network.Prefix != OneAddress || AreFew())
        {
            return [Question()];
        }

        return Ends().Select(end => Question()
            .Nested(Nested | Filter, filter => filter.Attribute(end.Way, 1u << (end.Side - 1)))
            .Nested((ushort)(Nested | end.Way), tuple => tuple.Nested(Nested | Addresses, addresses => addresses.Attribute(end.Side, network.Address(0)))));
    }

    /// <summary>The kernel goes through the whole table for each question, so that one question with all the answers costs least where the answers are few.</summary>
    private static bool AreFew()
    {
        try
        {
            return int.TryParse(File.ReadAllText(CountFile), CultureInfo.InvariantCulture, out var count) && count <= Few;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static NetlinkMessage Question() => new NetlinkMessage(Get, NetlinkRequest.List).Netfilter();

    private static (ushort Way, ushort Side)[] Ends() => [(Original, Source), (Original, Destination), (Reply, Source), (Reply, Destination)];

    private static bool IsOf(byte[] connection, Ipv4Network network) => Ends().Any(end =>
        NetlinkAttributes.Find(NetlinkAttributes.Find(NetlinkAttributes.Find(connection.AsSpan(FamilyHeaderLength), end.Way), Addresses), end.Side) is { Length: 4 } address
        && network.Covers(Ipv4Network.Of(new IPAddress(address))));

    /// <summary>By the tuple, without which the kernel would take all there are, and by the number, for by now it may be another's.</summary>
    private static NetlinkMessage Deletion(byte[] connection)
    {
        var attributes = connection.AsSpan(FamilyHeaderLength);
        var message = new NetlinkMessage(Delete, NetlinkRequest.Do).Netfilter()
            .Attribute(Nested | Original, NetlinkAttributes.Find(attributes, Original))
            .Attribute(Id, NetlinkAttributes.Find(attributes, Id));
        return NetlinkAttributes.Find(attributes, Zone) is { Length: > 0 } zone ? message.Attribute(Zone, zone) : message;
    }
}
