using System.Globalization;

namespace Slipway.Engines.Networks;

/// <summary>
/// How a packet gets the host's address in place of its sender's: with a source port that the kernel draws among those that it gives to the host's own
/// connections. A sender that kept the port of its choice would be answered in the place of the host's service at that port.
/// </summary>
/// <param name="First">The lowest port.</param>
/// <param name="Last">The highest port.</param>
public sealed record Masquerade(int First, int Last)
{
    /// <summary>Where the kernel begins unless the administrator says otherwise, for services are below.</summary>
    private const int UsualFirst = 32_768;

    /// <summary>As many senders at least may speak to one place at the same time.</summary>
    private const int Few = 8_192;

    private const string PortsOfHost = "/proc/sys/net/ipv4/ip_local_port_range";

    /// <summary>This host's, as its administrator wants it now.</summary>
    public static Masquerade Read() => From(File.ReadAllText(PortsOfHost));

    /// <param name="ports">The lowest and the highest, as the kernel writes them. Of a range that was widened downwards the usual part is taken, where that is large enough.</param>
    internal static Masquerade From(string ports)
    {
        var ends = ports.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var first = int.Parse(ends[0], CultureInfo.InvariantCulture);
        var last = int.Parse(ends[1], CultureInfo.InvariantCulture);
        return new(last - UsualFirst >= Few ? Math.Max(first, UsualFirst) : first, last);
    }

    /// <summary>For nft, inside a chain: the rules for what matches, of the kinds that <see cref="SenderRules.Kinds"/> lets leave.</summary>
    /// <param name="match">One rule's beginning.</param>
    public string Rules(string match) => string.Create(
        CultureInfo.InvariantCulture,
        $"{match} meta l4proto {{ tcp, udp }} masquerade to :{First}-{Last} fully-random; {match} meta l4proto icmp masquerade fully-random");
}
