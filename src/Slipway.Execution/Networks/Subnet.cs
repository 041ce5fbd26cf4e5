using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Slipway.Execution.Networks;

/// <summary>A stretch of IPv4 addresses in CIDR form.</summary>
/// <param name="First">Its first address as a number.</param>
/// <param name="PrefixLength">0–32.</param>
public readonly record struct Subnet(uint First, int PrefixLength)
{
    private uint Last => First | (PrefixLength == 0 ? uint.MaxValue : (uint)((1UL << (32 - PrefixLength)) - 1));

    /// <summary>Reads <c>10.0.0.0/8</c>; null when the text is no IPv4 network.</summary>
    public static Subnet? Parse(string? text)
    {
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash < 0 || !IPAddress.TryParse(text.AsSpan(0, slash), out var address) || address.GetAddressBytes() is not { Length: 4 } bytes)
        {
            return null;
        }

        return int.TryParse(text.AsSpan(slash + 1), CultureInfo.InvariantCulture, out var prefix) && prefix is >= 0 and <= 32
            ? new Subnet(BinaryPrimitives.ReadUInt32BigEndian(bytes) & Mask(prefix), prefix)
            : null;
    }

    public bool Overlaps(Subnet other) => First <= other.Last && other.First <= Last;

    public override string ToString() => $"{First >> 24}.{(First >> 16) & 255}.{(First >> 8) & 255}.{First & 255}/{PrefixLength}";

    private static uint Mask(int prefix) => prefix == 0 ? 0 : uint.MaxValue << (32 - prefix);
}
