namespace Slipway.Linux.Netlink;

/// <summary>What a message asks for: kinds and flags of the kernel's linux/netlink.h and linux/rtnetlink.h.</summary>
internal static class NetlinkRequest
{
    public const ushort NewLink = 16;
    public const ushort DeleteLink = 17;
    public const ushort GetLink = 18;
    public const ushort NewAddress = 20;
    public const ushort NewRoute = 24;
    public const ushort GetRoute = 26;
    public const ushort NewNeighbour = 28;

    /// <summary>A question or an order; every message has it.</summary>
    public const ushort Ask = 0x1;

    /// <summary>An order that is answered when it is done.</summary>
    public const ushort Do = Ask | 0x4;

    /// <summary>What is there already is an error.</summary>
    public const ushort Create = Do | 0x400 | 0x200;

    /// <summary>What is there already gives way.</summary>
    public const ushort Replace = Do | 0x400 | 0x100;

    /// <summary>A question about all there are.</summary>
    public const ushort List = Ask | 0x300;
}

/// <summary>Of a link (linux/if_link.h).</summary>
internal static class LinkAttribute
{
    public const ushort HardwareAddress = 1;
    public const ushort Name = 3;
    public const ushort Mtu = 4;
    public const ushort Kind = 18;
    public const ushort NamespaceOfProcess = 19;
    public const ushort Note = 20;
    public const ushort Group = 27;

    /// <summary>Below <see cref="Kind"/>: its name, and what only it has.</summary>
    public const ushort KindName = 1;

    public const ushort KindData = 2;

    /// <summary>Below <see cref="KindData"/> of a pair: its other end.</summary>
    public const ushort OtherEnd = 1;
}

/// <summary>Of an address (linux/if_addr.h).</summary>
internal static class AddressAttribute
{
    public const ushort Address = 1;
    public const ushort Local = 2;
    public const ushort Flags = 8;
}

/// <summary>Of a route (linux/rtnetlink.h).</summary>
internal static class RouteAttribute
{
    public const ushort Destination = 1;
    public const ushort Link = 4;
    public const ushort Gateway = 5;
    public const ushort Source = 7;
    public const ushort Ways = 9;
}

/// <summary>Of a neighbour (linux/neighbour.h).</summary>
internal static class NeighbourAttribute
{
    public const ushort Address = 1;
    public const ushort HardwareAddress = 2;
}
