using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Slipway.Linux.Netlink;

/// <summary>Builds one netlink request: header, family header, attributes, each padded to four bytes.</summary>
internal sealed class NetlinkMessage
{
    private const int HeaderLength = 16;
    private const int AttributeHeaderLength = 4;
    private const byte Ipv4 = 2;

    /// <summary>Of a route: the main table, made by an administrator, to one receiver.</summary>
    private const byte MainTable = 254;
    private const byte MadeByHand = 3;
    private const byte Unicast = 1;

    /// <summary>How far a route leads: anywhere, or to what is on the link itself.</summary>
    private const byte Anywhere = 0;
    private const byte OnLink = 253;

    private readonly byte[] _buffer = new byte[1024];
    private int _length = HeaderLength;

    public NetlinkMessage(ushort type, ushort flags)
    {
        MemoryMarshal.Write(_buffer.AsSpan(4), type);
        MemoryMarshal.Write(_buffer.AsSpan(6), flags);
    }

    /// <summary>The whole message with its length and number filled in.</summary>
    public ReadOnlySpan<byte> Finish(uint sequence)
    {
        MemoryMarshal.Write(_buffer, (uint)_length);
        MemoryMarshal.Write(_buffer.AsSpan(8), sequence);
        return _buffer.AsSpan(0, _length);
    }

    /// <summary>struct ifinfomsg.</summary>
    public NetlinkMessage Link(int index = 0, uint flags = 0, uint change = 0) =>
        Raw([0, 0, 0, 0]).Number((uint)index).Number(flags).Number(change);

    /// <summary>struct ifaddrmsg for an IPv4 address.</summary>
    public NetlinkMessage Address(byte prefix, int index) => Raw([Ipv4, prefix, 0, 0]).Number((uint)index);

    /// <summary>struct rtmsg for an IPv4 unicast route in the main table.</summary>
    public NetlinkMessage Route(byte prefix) => Raw([Ipv4, prefix, 0, 0, MainTable, MadeByHand, Anywhere, Unicast]).Number(0);

    /// <summary>The same for a destination that needs no gateway.</summary>
    public NetlinkMessage OnLinkRoute(byte prefix) => Raw([Ipv4, prefix, 0, 0, MainTable, MadeByHand, OnLink, Unicast]).Number(0);

    /// <summary>struct ndmsg for an IPv4 neighbour that stays until it is removed or the link is set down.</summary>
    public NetlinkMessage PermanentNeighbour(int index)
    {
        const byte Permanent = 0x80;
        return Raw([Ipv4, 0, 0, 0]).Number((uint)index).Raw([Permanent, 0, 0, 0]);
    }

    /// <summary>struct nfgenmsg for IPv4.</summary>
    public NetlinkMessage Netfilter() => Raw([Ipv4, 0, 0, 0]);

    public NetlinkMessage Attribute(ushort type, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        MemoryMarshal.Write(bytes, value);
        return Attribute(type, bytes);
    }

    public NetlinkMessage Attribute(ushort type, IPAddress address) => Attribute(type, address.GetAddressBytes());

    public NetlinkMessage Attribute(ushort type, string text) => Attribute(type, Encoding.ASCII.GetBytes(text + '\0'));

    public NetlinkMessage Attribute(ushort type, ReadOnlySpan<byte> value)
    {
        MemoryMarshal.Write(_buffer.AsSpan(_length), (ushort)(value.Length + AttributeHeaderLength));
        MemoryMarshal.Write(_buffer.AsSpan(_length + 2), type);
        _length += AttributeHeaderLength;
        return Raw(value);
    }

    /// <summary>An attribute that holds what <paramref name="fill"/> adds.</summary>
    public NetlinkMessage Nested(ushort type, Action<NetlinkMessage> fill)
    {
        var start = _length;
        _length += AttributeHeaderLength;
        fill(this);
        MemoryMarshal.Write(_buffer.AsSpan(start), (ushort)(_length - start));
        MemoryMarshal.Write(_buffer.AsSpan(start + 2), type);
        return this;
    }

    private NetlinkMessage Number(uint value)
    {
        MemoryMarshal.Write(_buffer.AsSpan(_length), value);
        _length += sizeof(uint);
        return this;
    }

    private NetlinkMessage Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += (bytes.Length + 3) & ~3;
        return this;
    }
}
