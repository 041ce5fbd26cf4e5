using System.Globalization;

namespace Slipway.Linux.Networks;

/// <summary>For nft: what holds for whatever an engine or a job sends, wherever it sends it.</summary>
public static class SenderRules
{
    /// <summary>
    /// Only kinds whose ports, or numbers, the host draws leave. Of any other kind one packet is a conversation of the host with its receiver: tunnels, routers and
    /// the like would take what comes from there for an answer to it.
    /// </summary>
    public const string Kinds = "meta l4proto != { tcp, udp, icmp } drop";

    /// <summary>Of all engines, or all jobs, in a second. The kernel keeps unfinished ones for 30 s, the host's in the same 4 MB: these are two at most.</summary>
    public const string Fragments = "ip frag-off & 0x3fff != 0 limit rate over 30/second burst 30 packets drop";

    /// <summary>Of 16,384, see <see cref="Masquerade"/>.</summary>
    private const int PortsTowardsOnePlace = 1_024;

    private const int ShareOfConnections = 16;

    /// <summary>The set of <see cref="PerDestination"/>, inside a table: as many as sixteen floods take.</summary>
    /// <param name="sender">The type of what a sender is known by.</param>
    public static string Destinations(string sender) => $"set destinations {{ type {sender} . ipv4_addr . inet_service; size 262144; flags dynamic; }}";

    /// <summary>
    /// Each connection takes one of the ports that all senders together have towards its destination: no sender may have most of them, as long as its connections are open: what TCP has closed keeps its port for two minutes, and is not counted. For a chain behind
    /// all that refuses: what was refused needs no place in the set. Where that is full nothing new leaves.
    /// </summary>
    /// <param name="match">What a sender sends.</param>
    /// <param name="sender">What a sender is known by.</param>
    public static string PerDestination(string match, string sender) =>
        string.Create(CultureInfo.InvariantCulture, $"{match} ct state new meta l4proto {{ tcp, udp }} add @destinations {{ {sender} . ip daddr . th dport ct count {PortsTowardsOnePlace} }} accept; ")
        + $"{match} ct state new meta l4proto {{ tcp, udp }} drop";

    /// <summary>How many connections one sender may have: never more than a sixteenth of what the host can follow.</summary>
    /// <param name="wanted">What it may have otherwise.</param>
    /// <param name="connectionsOfHost">How many the host can follow.</param>
    public static int Connections(int wanted, int connectionsOfHost) => Math.Min(wanted, connectionsOfHost / ShareOfConnections);

    /// <summary>How many connections this host can follow.</summary>
    public static int ConnectionsOfHost()
    {
        const string Limit = "/proc/sys/net/netfilter/nf_conntrack_max";
        return File.Exists(Limit) ? int.Parse(File.ReadAllText(Limit), CultureInfo.InvariantCulture) : int.MaxValue;
    }
}
