using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Slipway.Linux.Addresses;

/// <summary>One line of the host's IPv4 routing table.</summary>
public sealed record HostRoute(string Interface, Ipv4Network Destination)
{
    /// <summary>Whether a network cannot be used because of it; the default route stands in nobody's way.</summary>
    public bool Takes(Ipv4Network network) => Destination.Prefix > 0 && Destination.Overlaps(network);
}

/// <summary>Reads the host's routes from /proc/net/route.</summary>
public static class HostRoutes
{
    public static IReadOnlyList<HostRoute> Read() => Parse(File.ReadLines("/proc/net/route"));

    public static IReadOnlyList<HostRoute> Parse(IEnumerable<string> lines) =>
        [.. lines.Skip(1).Select(line => line.Split('\t', StringSplitOptions.TrimEntries)).Where(parts => parts.Length > 7).Select(ToRoute)];

    /// <summary>The interface of the default route; null: the host has none.</summary>
    public static string? Uplink(IEnumerable<HostRoute> routes) =>
        routes.FirstOrDefault(route => route.Destination.Prefix == 0)?.Interface;

    /// <summary>The uplink's MTU; 1500 without an uplink.</summary>
    public static int UplinkMtu(IEnumerable<HostRoute> routes) =>
        Uplink(routes) is { } name && int.TryParse(File.ReadAllText($"/sys/class/net/{name}/mtu"), NumberStyles.None, CultureInfo.InvariantCulture, out var mtu) ? mtu : 1500;

    private static HostRoute ToRoute(string[] parts) =>
        new(parts[0], new Ipv4Network(Number(parts[1]), BitOperations.PopCount(Number(parts[7]))));

    // The file holds each address as the machine's own integer of its network-order bytes.
    private static uint Number(string text)
    {
        var raw = uint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(raw) : raw;
    }
}
