using System.Net;
using Slipway.Engines.Kernel;

namespace Slipway.Engines.Networks;

/// <summary>An engine's veth pair: the host's end with the gateway's address, the other end eth0 in the sandbox.</summary>
internal static class EngineLink
{
    private const ushort NewLink = 16;
    private const ushort DeleteLink = 17;
    private const ushort NewAddress = 20;
    private const ushort NewRoute = 24;
    private const ushort Request = 0x1 | 0x4;
    private const ushort Create = Request | 0x400 | 0x200;
    private const uint Up = 1;
    private const int NoSuchDevice = 19;
    private const byte Prefix = 30;

    private const int Loopback = 1;

    /// <summary>Makes the pair with its far end in the sandbox of <paramref name="process"/>, addresses, routes, and sets all up.</summary>
    public static void Plug(string name, int process, IPAddress host, IPAddress engine, int mtu)
    {
        using var near = new RouteSocket();
        near.Do($"make the link {name}", new NetlinkMessage(NewLink, Create).Link()
            .Attribute(3, name)
            .Attribute(4, (uint)mtu)
            .Nested(18, info => info
                .Attribute(1, "veth"u8)
                .Nested(2, data => data.Nested(1, peer => peer.Link()
                    .Attribute(3, "eth0")
                    .Attribute(4, (uint)mtu)
                    .Attribute(19, (uint)process)))));
        SilenceIpv6(name);
        SetUp(near, near.IndexOf(name), host);
        using var far = RouteSocket.InNamespaceOf(process);
        far.Do("set the loopback up", new NetlinkMessage(NewLink, Request).Link(Loopback, Up, Up));
        SetUp(far, far.IndexOf("eth0"), engine);
        far.Do("set the default route", new NetlinkMessage(NewRoute, Create).Route(0).Attribute(5, host));
    }

    /// <summary>Removes the pair; harmless when it is gone.</summary>
    public static void Unplug(string name)
    {
        using var near = new RouteSocket();
        var code = near.Try(new NetlinkMessage(DeleteLink, Request).Link().Attribute(3, name));
        if (code is not (0 or NoSuchDevice))
        {
            throw new KernelException($"remove the link {name}", code);
        }
    }

    // A kernel that was started without IPv6 has no such file.
    private static void SilenceIpv6(string name)
    {
        if (Directory.Exists("/proc/sys/net/ipv6"))
        {
            File.WriteAllText($"/proc/sys/net/ipv6/conf/{name}/disable_ipv6", "1");
        }
    }

    private static void SetUp(RouteSocket socket, int index, IPAddress address)
    {
        socket.Do($"give a link the address {address}", new NetlinkMessage(NewAddress, Create).Address(Prefix, index).Attribute(2, address).Attribute(1, address));
        socket.Do("set a link up", new NetlinkMessage(NewLink, Request).Link(index, Up, Up));
    }
}
