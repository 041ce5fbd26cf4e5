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

    private const ushort NewLink = 16;
    private const ushort DeleteLink = 17;
    private const ushort NewAddress = 20;
    private const ushort NewRoute = 24;
    private const ushort NewNeighbour = 28;
    private const ushort Request = 0x1 | 0x4;
    private const ushort Create = Request | 0x400 | 0x200;
    private const ushort Replace = Request | 0x400 | 0x100;
    private const uint Up = 1;
    private const uint NoArp = 0x80;
    private const ushort HardwareAddress = 1;
    private const int NoSuchDevice = 19;
    private const int Exists = 17;
    private const ushort DeviceGroup = 27;
    private const string FarName = "eth0";

    private const int Loopback = 1;

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
        socket.Do($"make the link {name}", Pair(name, mtu, Hardware(subnet.Address(1)), peer => peer.Link().Attribute(3, far).Attribute(4, (uint)mtu).Attribute(HardwareAddress, Hardware(subnet.Address(2)))));
        try
        {
            Quieten(name);
            var index = socket.IndexOf(name);
            socket.Do($"set the link {name} up", new NetlinkMessage(NewLink, Request).Link(index, Up, Up).Attribute(20, note));
            Address(socket, index, subnet.Address(1), subnet.Prefix, withRoute: false);
            Introduce(socket, index, subnet.Address(2));
            var code = socket.Try(new NetlinkMessage(NewRoute, Create).OnLinkRoute((byte)subnet.Prefix)
                .Attribute(1, subnet.Address(0)).Attribute(4, (uint)index).Attribute(7, subnet.Address(1)));
            if (code is 0)
            {
                return true;
            }
            Remove(name);
            return code is Exists ? false : throw new KernelException($"set the route to {subnet}", code);
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
            near.Do("move a link", new NetlinkMessage(NewLink, Request).Link(near.IndexOf(far)).Attribute(19, (uint)process).Attribute(3, FarName));
        }
        SetUpFar(process, subnet.Address(2), subnet.Prefix, subnet.Address(1));
    }

    /// <summary>Makes the pair with its far end in the sandbox of a process, addresses, routes, and sets all up.</summary>
    internal static void Make(string name, int process, IPAddress host, IPAddress engine, int mtu)
    {
        const byte Prefix = 30;
        using var near = new NetlinkSocket(NetlinkSocket.Routes);
        near.Do($"make the link {name}", Pair(name, mtu, Hardware(host), peer => peer.Link().Attribute(3, FarName).Attribute(4, (uint)mtu).Attribute(19, (uint)process).Attribute(HardwareAddress, Hardware(engine))).Attribute(DeviceGroup, EngineGroup));
        Quieten(name);
        SetUp(near, near.IndexOf(name), host, Prefix, engine);
        SetUpFar(process, engine, Prefix, host);
    }

    /// <summary>Puts an engine's link among the released ones; harmless when it is gone.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    internal static void Release(string name) =>
        Ask("release", name, new NetlinkMessage(NewLink, Request).Link().Attribute(3, name).Attribute(DeviceGroup, ReleasedGroup));

    /// <summary>Removes the pair; harmless when it is gone.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static void Remove(string name) => Ask("remove", name, new NetlinkMessage(DeleteLink, Request).Link().Attribute(3, name));

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
        if (code is not (0 or NoSuchDevice))
        {
            throw new KernelException($"{what} the link {name}", code);
        }
    }

    private static NetlinkMessage Pair(string name, int mtu, byte[] hardware, Action<NetlinkMessage> far) => new NetlinkMessage(NewLink, Create).Link(0, NoArp, NoArp)
        .Attribute(3, name)
        .Attribute(4, (uint)mtu)
        .Attribute(HardwareAddress, hardware)
        .Nested(18, info => info.Attribute(1, "veth"u8).Nested(2, data => data.Nested(1, far)));

    private static void SetUpFar(int process, IPAddress address, int prefix, IPAddress gateway)
    {
        using var far = NetlinkSocket.InNamespaceOf(process);
        far.Do("set the loopback up", new NetlinkMessage(NewLink, Request).Link(Loopback, Up, Up));
        SetUp(far, far.IndexOf(FarName), address, prefix, gateway);
        far.Do("set the default route", new NetlinkMessage(NewRoute, Create).Route(0).Attribute(5, gateway));
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
        socket.Do("set a link up", new NetlinkMessage(NewLink, Request).Link(index, Up, Up));
        Introduce(socket, index, other);
    }

    /// <summary>Says once and for all where the other end of a link that is up is: entries of this kind neither age nor count into the kernel's limit.</summary>
    private static void Introduce(NetlinkSocket socket, int index, IPAddress other)
    {
        const ushort Destination = 1;
        const ushort At = 2;
        socket.Do($"say where {other} is", new NetlinkMessage(NewNeighbour, Replace).PermanentNeighbour(index).Attribute(Destination, other).Attribute(At, Hardware(other)));
    }

    /// <summary>A locally administered address that follows from the IPv4 address, as Docker's do. What is set here no udev rule changes.</summary>
    private static byte[] Hardware(IPAddress address) => [0x02, 0x42, .. address.GetAddressBytes()];

    private static void Address(NetlinkSocket socket, int index, IPAddress address, int prefix, bool withRoute)
    {
        const uint NoPrefixRoute = 0x200;
        var message = new NetlinkMessage(NewAddress, Create).Address((byte)prefix, index).Attribute(2, address).Attribute(1, address);
        socket.Do($"give a link the address {address}", withRoute ? message : message.Attribute(8, NoPrefixRoute));
    }
}
