using System.Net;
using Slipway.Linux.Addresses;
using Slipway.Linux.Kernel;
using Slipway.Linux.Netlink;

namespace Slipway.Linux.Networks;

/// <summary>
/// A veth pair between the host and a network namespace: the host's end is the gateway, the other end eth0. The ends are told each other's hardware
/// address and never ask: the host's end takes no ARP, so that whoever holds the other end can put no neighbour into the host's table.
/// </summary>
public static class HostLink
{
    /// <summary>The packet filter's priority for what comes from a link: before the kernel puts fragments together (-400), for all it holds of the host's then.</summary>
    public const int ArrivalPriority = -450;

    /// <summary>The device group of engines' links on this host, of every instance: by it rules tell them from other links.</summary>
    public const uint EngineGroup = 0x51195;

    /// <summary>The device group of an engine's link that nobody but the host may speak over any more.</summary>
    internal const uint ReleasedGroup = 0x51196;

    private const uint Up = 1;
    private const uint NoArp = 0x80;
    private const int Loopback = 1;
    private const string FarName = "eth0";

    /// <summary>
    /// Makes the pair with both ends on the host, and takes the subnet for it: its route is this link's alone. The far end is moved with <see cref="Plug"/>.
    /// </summary>
    /// <param name="name">Of the host's end, at most 15 characters.</param>
    /// <param name="far">Of the other end while it is here.</param>
    /// <param name="subnet">The host's end has its first address.</param>
    /// <param name="note">Is read again with <see cref="NoteOf"/>.</param>
    /// <returns>False: the host has a route to this subnet, and no link was made.</returns>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static bool TryMake(string name, string far, Ipv4Network subnet, int mtu, string note)
    {
        using var socket = new NetlinkSocket(NetlinkSocket.Routes);
        socket.Do($"make the link {name}", Pair(name, mtu, subnet.Address(1), peer => End(peer.Link(), far, mtu, subnet.Address(2))));
        try
        {
            Quieten(name);
            var index = socket.IndexOf(name);
            socket.Do($"set the link {name} up", new NetlinkMessage(NetlinkRequest.NewLink, NetlinkRequest.Do).Link(index, Up, Up).Attribute(LinkAttribute.Note, note));
            Address(socket, index, subnet.Address(1), subnet.Prefix, withRoute: false);
            Introduce(socket, index, subnet.Address(2));
            var code = socket.Try(new NetlinkMessage(NetlinkRequest.NewRoute, NetlinkRequest.Create).OnLinkRoute((byte)subnet.Prefix)
                .Attribute(RouteAttribute.Destination, subnet.Address(0)).Attribute(RouteAttribute.Link, (uint)index).Attribute(RouteAttribute.Source, subnet.Address(1)));
            if (code is 0)
            {
                return true;
            }
            Remove(name);
            return code is Errno.AlreadyThere ? false : throw new KernelException($"set the route to {subnet}", code);
        }
        catch (KernelException)
        {
            Remove(name);
            throw;
        }
    }

    /// <summary>Moves the far end of a pair into the network namespace of a process, with the subnet's second address and a default route.</summary>
    /// <exception cref="IOException">The process is gone, or the kernel refuses.</exception>
    public static void Plug(string far, int process, Ipv4Network subnet)
    {
        using (var near = new NetlinkSocket(NetlinkSocket.Routes))
        {
            near.Do("move a link", new NetlinkMessage(NetlinkRequest.NewLink, NetlinkRequest.Do).Link(near.IndexOf(far)).Attribute(LinkAttribute.NamespaceOfProcess, (uint)process).Attribute(LinkAttribute.Name, FarName));
        }
        SetUpFar(process, subnet.Address(2), subnet.Prefix, subnet.Address(1));
    }

    /// <summary>Makes the pair with its far end in the sandbox of a process, addresses, routes, and sets all up.</summary>
    internal static void Make(string name, int process, IPAddress host, IPAddress engine, int mtu)
    {
        const byte Prefix = 30;
        using var near = new NetlinkSocket(NetlinkSocket.Routes);
        near.Do($"make the link {name}", Pair(name, mtu, host, peer => End(peer.Link(), FarName, mtu, engine).Attribute(LinkAttribute.NamespaceOfProcess, (uint)process)).Attribute(LinkAttribute.Group, EngineGroup));
        Quieten(name);
        SetUp(near, near.IndexOf(name), host, Prefix, engine);
        SetUpFar(process, engine, Prefix, host);
    }

    /// <summary>Puts an engine's link among the released ones; harmless when it is gone.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    internal static void Release(string name) =>
        Ask("release", name, new NetlinkMessage(NetlinkRequest.NewLink, NetlinkRequest.Do).Link().Attribute(LinkAttribute.Name, name).Attribute(LinkAttribute.Group, ReleasedGroup));

    /// <summary>Removes the pair; harmless when it is gone.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static void Remove(string name) => Ask("remove", name, new NetlinkMessage(NetlinkRequest.DeleteLink, NetlinkRequest.Do).Link().Attribute(LinkAttribute.Name, name));

    /// <summary>The host's links whose names begin so.</summary>
    public static IReadOnlyList<string> Names(string prefix) =>
        [.. Directory.EnumerateFileSystemEntries("/sys/class/net", prefix + "*").Select(path => Path.GetFileName(path))];

    /// <summary>What a link was made with; empty: it is gone, or is half made.</summary>
    public static string NoteOf(string name)
    {
        try
        {
            return File.ReadAllText($"/sys/class/net/{name}/ifalias").Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static void Ask(string what, string name, NetlinkMessage message)
    {
        using var near = new NetlinkSocket(NetlinkSocket.Routes);
        var code = near.Try(message);
        if (code is not (0 or Errno.NoSuchDevice))
        {
            throw new KernelException($"{what} the link {name}", code);
        }
    }

    private static NetlinkMessage Pair(string name, int mtu, IPAddress near, Action<NetlinkMessage> far) =>
        End(new NetlinkMessage(NetlinkRequest.NewLink, NetlinkRequest.Create).Link(0, NoArp, NoArp), name, mtu, near)
            .Nested(LinkAttribute.Kind, kind => kind.Attribute(LinkAttribute.KindName, "veth"u8).Nested(LinkAttribute.KindData, data => data.Nested(LinkAttribute.OtherEnd, far)));

    private static NetlinkMessage End(NetlinkMessage link, string name, int mtu, IPAddress address) =>
        link.Attribute(LinkAttribute.Name, name).Attribute(LinkAttribute.Mtu, (uint)mtu).Attribute(LinkAttribute.HardwareAddress, Hardware(address));

    private static void SetUpFar(int process, IPAddress address, int prefix, IPAddress gateway)
    {
        using var far = NetlinkSocket.InNamespaceOf(process);
        far.Do("set the loopback up", new NetlinkMessage(NetlinkRequest.NewLink, NetlinkRequest.Do).Link(Loopback, Up, Up));
        SetUp(far, far.IndexOf(FarName), address, prefix, gateway);
        far.Do("set the default route", new NetlinkMessage(NetlinkRequest.NewRoute, NetlinkRequest.Create).Route(0).Attribute(RouteAttribute.Gateway, gateway));
    }

    /// <summary>No IPv6, nor what it has in ARP's place.</summary>
    private static void Quieten(string name)
    {
        // A kernel that was started without IPv6 has no such file.
        if (Directory.Exists("/proc/sys/net/ipv6"))
        {
            File.WriteAllText($"/proc/sys/net/ipv6/conf/{name}/disable_ipv6", "1");
        }
    }

    private static void SetUp(NetlinkSocket socket, int index, IPAddress address, int prefix, IPAddress other)
    {
        Address(socket, index, address, prefix, withRoute: true);
        socket.Do("set a link up", new NetlinkMessage(NetlinkRequest.NewLink, NetlinkRequest.Do).Link(index, Up, Up));
        Introduce(socket, index, other);
    }

    /// <summary>Says once and for all where the other end of a link that is up is: entries of this kind neither age nor count into the kernel's limit.</summary>
    private static void Introduce(NetlinkSocket socket, int index, IPAddress other)
    {
        socket.Do($"say where {other} is", new NetlinkMessage(NetlinkRequest.NewNeighbour, NetlinkRequest.Replace).PermanentNeighbour(index).Attribute(NeighbourAttribute.Address, other).Attribute(NeighbourAttribute.HardwareAddress, Hardware(other)));
    }

    /// <summary>A locally administered address that follows from the IPv4 address, as Docker's do. What is set here no udev rule changes.</summary>
    private static byte[] Hardware(IPAddress address) => [0x02, 0x42, .. address.GetAddressBytes()];

    private static void Address(NetlinkSocket socket, int index, IPAddress address, int prefix, bool withRoute)
    {
        const uint NoPrefixRoute = 0x200;
        var message = new NetlinkMessage(NetlinkRequest.NewAddress, NetlinkRequest.Create).Address((byte)prefix, index).Attribute(AddressAttribute.Local, address).Attribute(AddressAttribute.Address, address);
        socket.Do($"give a link the address {address}", withRoute ? message : message.Attribute(AddressAttribute.Flags, NoPrefixRoute));
    }
}
