using System.Net;
using System.Net.Sockets;

namespace Slipway.Engines.Settings;

/// <summary>A line for an /etc/hosts, as settings write it: <c>name:address</c>.</summary>
public readonly record struct ExtraHost(string Name, IPAddress Address)
{
    public static bool TryParse(string text, out ExtraHost host)
    {
        host = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        // 10.1.2 would be read as 10.1.0.2.
        if (colon <= 0 || text.AsSpan(0, colon).ContainsAny(" \t\r\n#") || !IPAddress.TryParse(text.AsSpan(colon + 1), out var address)
            || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != text[(colon + 1)..]))
        {
            return false;
        }
        host = new(text[..colon], address);
        return true;
    }
}
