using System.Net;
using System.Net.Sockets;

namespace Slipway.Linux.Addresses;

/// <summary>
/// Tells the internet from what is around this machine: itself, its links and private networks, and what a cloud has for its own machines, such as passwords for them.
/// </summary>
public static class InternetAddress
{
    private const int BytesOfIpv4 = 4;

    /// <summary>What is no internet (RFC 6890), and relays of 6to4 (RFC 7526), which lead past rules about addresses; and the public address at which one cloud
    /// answers its own machines. The networks of examples (RFC 5737) are nobody's, so nothing is lost by them, and some mirrors stand in for the internet there.</summary>
    internal static IReadOnlyList<string> NotOfIpv4 { get; } =
    [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3",
    ];

    private static readonly IPNetwork[] OutsideOfIpv4 = [.. NotOfIpv4.Select(network => IPNetwork.Parse(network))];

    /// <summary>What was given out (RFC 4291).</summary>
    private static readonly IPNetwork Ipv6 = IPNetwork.Parse("2000::/3");

    /// <summary>Protocols and Teredo, examples, 6to4.</summary>
    private static readonly IPNetwork[] OutsideOfIpv6 = [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20")];

    /// <summary>A network that translates has IPv4 below it (RFC 6052).</summary>
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether an address is somebody's on the internet.</summary>
    public static bool Is(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? Is(address.MapToIPv4())
        : address.AddressFamily == AddressFamily.InterNetwork ? !OutsideOfIpv4.Any(network => network.Contains(address))
        : Translated.Contains(address) ? Is(new IPAddress(address.GetAddressBytes()[^BytesOfIpv4..]))
        : Ipv6.Contains(address) && !OutsideOfIpv6.Any(network => network.Contains(address));
}
