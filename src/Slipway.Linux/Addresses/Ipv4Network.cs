using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Linux.Addresses;

/// <summary>An IPv4 network such as 10.220.0.0/19; a single address is a /32.</summary>
public readonly record struct Ipv4Network(uint First, int Prefix)
{
    private uint Mask => Prefix == 0 ? 0 : uint.MaxValue << (32 - Prefix);

    /// <summary>The network of one IPv4 address.</summary>
    public static Ipv4Network Of(IPAddress address) => new(BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes()), 32);

    public bool Overlaps(Ipv4Network other)
    {
        var mask = Prefix < other.Prefix ? Mask : other.Mask;
        return (First & mask) == (other.First & mask);
    }

    public bool Covers(Ipv4Network other) => Prefix <= other.Prefix && Overlaps(other);

    /// <summary>Each network that lies in no other of them: what the packet filter takes as elements of one set.</summary>
    public static IReadOnlyList<Ipv4Network> Widest(IEnumerable<Ipv4Network> networks)
    {
        var all = networks.Distinct().ToList();
        return [.. all.Where(network => !all.Any(other => other != network && other.Covers(network)))];
    }

    /// <summary>All networks of a longer prefix in it, from one of them on and round.</summary>
    /// <param name="prefix">Of each.</param>
    /// <param name="start">The number of the first, at random where others take some at the same time.</param>
    public IEnumerable<Ipv4Network> Parts(int prefix, uint start = 0)
    {
        var count = 1u << (prefix - Prefix);
        for (var offset = 0u; offset < count; offset++)
        {
            yield return new Ipv4Network(First + ((start + offset) % count << (32 - prefix)), prefix);
        }
    }

    /// <summary>The address so many after the first.</summary>
    public IPAddress Address(int offset)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, First + (uint)offset);
        return new IPAddress(bytes);
    }

    /// <summary>Reads <c>10.0.0.0/8</c> or <c>10.1.2.3</c>; bits behind the prefix are dropped.</summary>
    public static bool TryParse(string text, out Ipv4Network network)
    {
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var prefix = 32;
        if (slash >= 0 && !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix))
        {
            return false;
        }
        var host = slash < 0 ? text : text[..slash];
        if (prefix > 32 || host.Count(c => c == '.') != 3 || !IPAddress.TryParse(host, out var address) || address.AddressFamily != AddressFamily.InterNetwork)
        {
            return false;
        }
        var whole = new Ipv4Network(BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes()), prefix);
        network = whole with { First = whole.First & whole.Mask };
        return true;
    }

    public override string ToString() => $"{Address(0)}/{Prefix.ToString(CultureInfo.InvariantCulture)}";
}
