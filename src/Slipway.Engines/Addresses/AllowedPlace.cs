using System.Globalization;
using Slipway.Linux.Addresses;

namespace Slipway.Engines.Addresses;

/// <summary>A private place that engines may reach all the same, as the settings name it: <c>10.1.2.3:443</c>, <c>10.1.0.0/16</c>.</summary>
/// <param name="Port">TCP and UDP; null: all.</param>
internal readonly record struct AllowedPlace(Ipv4Network Network, ushort? Port)
{
    /// <summary>One machine was named, and not whatever happens to lie in a range.</summary>
    public bool IsOneAddress => Network.Prefix == 32;

    public static bool TryParse(string text, out AllowedPlace place)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        ushort port = 0;
        var valid = Ipv4Network.TryParse(colon < 0 ? text : text[..colon], out var network)
            && (colon < 0 || ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port));
        place = new(network, colon < 0 ? null : port);
        return valid;
    }
}
