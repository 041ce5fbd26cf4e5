namespace Slipway.Linux.Netlink;

/// <summary>What a message asks for: kinds and flags of the kernel's linux/netlink.h and linux/rtnetlink.h.</summary>
internal static class NetlinkRequest
{
    public const ushort NewLink = 16, DeleteLink = 17, GetLink = 18, NewAddress = 20, NewRoute = 24, GetRoute = 26, NewNeighbour = 28;

    /// <summary>Flags: a question; an order that is answered when it is done; the same where nothing may be there yet; where what is there gives way; a question about all there are.</summary>
    public const ushort Ask = 0x1, Do = Ask | 0x4, Create = Do | 0x400 | 0x200, Replace = Do | 0x400 | 0x100, List = Ask | 0x300;
}

/// <summary>Of a link (linux/if_link.h).</summary>
internal static class LinkAttribute
{
    public const ushort HardwareAddress = 1, Name = 3, Mtu = 4, Kind = 18, NamespaceOfProcess = 19, Note = 20, Group = 27;

    /// <summary>Below its kind; the last below the data of a pair.</summary>
    public const ushort KindName = 1, KindData = 2, OtherEnd = 1;
}

/// <summary>Of an address (linux/if_addr.h).</summary>
internal static class AddressAttribute
{
    public const ushort Address = 1, Local = 2, Flags = 8;
}

/// <summary>Of a route (linux/rtnetlink.h).</summary>
internal static class RouteAttribute
{
    public const ushort Destination = 1, Link = 4, Gateway = 5, Source = 7, Ways = 9;
}

/// <summary>Of a neighbour (linux/neighbour.h).</summary>
internal static class NeighbourAttribute
{
    public const ushort Address = 1, HardwareAddress = 2;
}
