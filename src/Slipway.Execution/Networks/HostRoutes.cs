using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Slipway.Execution.Networks;

/// <summary>Reads the kernel's IPv4 routes, so that no job network takes addresses that the host uses.</summary>
public static class HostRoutes
{
    private const string Table = "/proc/net/route";

    /// <summary>Every routed network except the default route.</summary>
    public static IReadOnlyList<Subnet> Read() => File.Exists(Table) ? Parse(File.ReadLines(Table)) : [];

    /// <summary>The MTU of the interface with the default route; null when it is unknown.</summary>
    public static int? UplinkMtu()
    {
        var uplink = File.Exists(Table)
            ? File.ReadLines(Table).Skip(1).Select(line => line.Split('\t')).FirstOrDefault(fields => fields.Length > 7 && fields[1] == "00000000")
            : null;
        var file = uplink is null ? null : $"/sys/class/net/{uplink[0]}/mtu";
        return file is not null && File.Exists(file) ? int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : null;
    }

    /// <param name="lines">The lines of /proc/net/route, with the heading.</param>
    public static IReadOnlyList<Subnet> Parse(IEnumerable<string> lines) =>
    [
        .. lines.Skip(1).Select(line => line.Split('\t'))
            .Where(fields => fields.Length > 7)
            .Select(fields => new Subnet(HostOrder(fields[1]), BitOperations.PopCount(HostOrder(fields[7]))))
            .Where(subnet => subnet.PrefixLength > 0),
    ];

    private static uint HostOrder(string hex) =>
        BinaryPrimitives.ReverseEndianness(uint.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
