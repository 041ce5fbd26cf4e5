using System.Globalization;

namespace Slipway.Linux.Networks;

/// <summary>
/// How a packet gets the host's address in place of its sender's: with a source port out of a slice that engines and jobs have for themselves. A sender that
/// kept the port of its choice would be answered in the place of the host's service at that port. And towards one destination there are only so many ports:
/// where all are taken, also by connections that are closed and not forgotten yet, the slice is empty, and the host's own programs have theirs.
/// </summary>
/// <param name="First">The lowest port.</param>
/// <param name="Last">The highest port.</param>
public sealed record Masquerade(int First, int Last)
{
    /// <summary>The first that no service is registered for (RFC 6335, section 6).</summary>
    private const int FirstDynamic = 49_152;

    private const int LastOfAll = 65_535;

    /// <summary>As many senders at least may speak to one place at the same time.</summary>
    private const int Few = 8_192;

    private const string PortsOfHost = "/proc/sys/net/ipv4/ip_local_port_range";

    /// <summary>Ports that the kernel gives to no program which leaves the choice to it.</summary>
    private const string ReservedPorts = "/proc/sys/net/ipv4/ip_local_reserved_ports";

    /// <summary>This host's, by what its administrator wants for its programs now.</summary>
    public static Masquerade Read() => From(File.ReadAllText(PortsOfHost));

    /// <summary>What of the slice the kernel may still give to programs of this host, as it is written for <c>net.ipv4.ip_local_reserved_ports</c>; null: nothing.</summary>
    public static string? Unreserved() => Read().Shared(File.ReadAllText(PortsOfHost)) is { } shared && !Covers(File.ReadAllText(ReservedPorts), shared)
        ? string.Create(CultureInfo.InvariantCulture, $"{shared.First}-{shared.Last}")
        : null;

    /// <summary>
    /// Has the kernel give no port of the slice to programs of this host. It stays so: when the last of several instances leaves is not known to any of them,
    /// and the host has as many ports left as the slice.
    /// </summary>
    public static void Reserve()
    {
        if (Unreserved() is { } ports)
        {
            var others = File.ReadAllText(ReservedPorts).Trim();
            File.WriteAllText(ReservedPorts, others.Length == 0 ? ports : $"{others},{ports}");
        }
    }

    /// <summary>The dynamic ports; of the host's own range never more than the upper half.</summary>
    /// <param name="ports">The lowest and the highest of the host's range, as the kernel writes them.</param>
    internal static Masquerade From(string ports)
    {
        var (first, last) = Range(ports);
        return first - FirstDynamic >= Few
            ? new(FirstDynamic, first - 1)
            : new(last < FirstDynamic ? FirstDynamic : Math.Max(FirstDynamic, first + (last - first) / 2 + 1), LastOfAll);
    }

    /// <summary>Whether a list of the kernel's, such as <c>8080,49152-60999</c>, has all of the ports.</summary>
    internal static bool Covers(string list, Masquerade ports)
    {
        var uncovered = ports.First;
        foreach (var (first, last) in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Range).OrderBy(range => range.First))
        {
            uncovered = first <= uncovered ? Math.Max(uncovered, last + 1) : uncovered;
        }
        return uncovered > ports.Last;
    }

    /// <summary>What of the slice is in the host's own range; null: nothing.</summary>
    internal Masquerade? Shared(string ports)
    {
        var (first, last) = Range(ports);
        var shared = new Masquerade(Math.Max(First, first), Math.Min(Last, last));
        return shared.First <= shared.Last ? shared : null;
    }

    /// <summary>For nft, inside a chain: the rules for what matches, of the kinds that <see cref="SenderRules.Kinds"/> lets leave.</summary>
    /// <param name="match">One rule's beginning.</param>
    public string Rules(string match) => string.Create(
        CultureInfo.InvariantCulture,
        $"{match} meta l4proto {{ tcp, udp }} masquerade to :{First}-{Last} fully-random; {match} meta l4proto icmp masquerade fully-random");

    private static (int First, int Last) Range(string text)
    {
        var ends = text.Split([' ', '\t', '\n', '-'], StringSplitOptions.RemoveEmptyEntries);
        return (int.Parse(ends[0], CultureInfo.InvariantCulture), int.Parse(ends[^1], CultureInfo.InvariantCulture));
    }
}
