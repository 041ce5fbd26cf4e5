using System.Runtime.InteropServices;

namespace Slipway.Linux.Netlink;

/// <summary>Reads the attributes of a netlink answer: length, type and value, each padded to four bytes.</summary>
internal static class NetlinkAttributes
{
    private const int HeaderLength = 4;

    /// <summary>The other bits say how the value is written.</summary>
    private const ushort TypeMask = 0x3fff;

    /// <summary>The value of the first attribute of a type; empty: there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> attributes, ushort type)
    {
        while (attributes.Length >= HeaderLength && MemoryMarshal.Read<ushort>(attributes) is var length && length >= HeaderLength && length <= attributes.Length)
        {
            if ((MemoryMarshal.Read<ushort>(attributes[2..]) & TypeMask) == type)
            {
                return attributes[HeaderLength..length];
            }
            attributes = attributes[Math.Min(attributes.Length, (length + 3) & ~3)..];
        }
        return [];
    }
}
