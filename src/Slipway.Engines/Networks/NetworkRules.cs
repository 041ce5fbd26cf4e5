using System.Globalization;
using System.Net;
using System.Text;
using Slipway.Engines.Addresses;
using Slipway.Engines.Settings;
using Slipway.Linux.Addresses;
using Slipway.Linux.Failures;
using Slipway.Linux.Networks;

namespace Slipway.Engines.Networks;

/// <summary>Writes the rules of an instance's nftables table: deny both ways but what design and settings name.</summary>
internal static class NetworkRules
{
    /// <summary>
    /// Replies only: what began a connection must be allowed for every packet, so that a source which is forgotten is cut off at once, also
    /// from the next engine with the same address. Routers' messages about a connection pass both ways.
    /// </summary>
    private const string Replies = "ct direction reply ct state established,related accept; meta l4proto icmp ct state related accept";

    /// <summary>
    /// The same from an engine, which may speak about its own connections alone: the kernel believes what such a message quotes, and takes a
    /// path's MTU, or the end of a connection, from whoever sends it.
    /// </summary>
    private const string RepliesOfEngine = "meta l4proto icmp ct state related iifname . ct original ip saddr != @engines iifname . ct original ip daddr != @engines drop; " + Replies;

    /// <summary>What is no part of a connection would leave with the engine's own address, and uncounted.</summary>
    private const string Invalid = "ct state invalid drop";

    /// <summary>A released engine's processes take a moment to die, and one whose layers are kept answers the host until they are: to all others it is gone at once.</summary>
    private static readonly string ReleasedLinks = string.Create(CultureInfo.InvariantCulture, $"ifgroup {HostLink.ReleasedGroup} drop");

    /// <summary>Of ICMP an engine begins pings alone. It is asked after <see cref="Replies"/>.</summary>
    private const string Pings = "meta l4proto icmp icmp type != echo-request drop";

    // A range that the settings name is what lies behind the host's routers: the host itself, what it holds on links of its own, jobs' networks among
    // them, and the neighbours on its uplinks are opened only by naming the one address.

    /// <summary>A script for <c>nft -f</c> that makes the table or replaces its rules, and leaves the engines' elements alone.</summary>
    /// <param name="settings">What the administrator says.</param>
    /// <param name="resolvers">The only DNS that private addresses answer.</param>
    /// <param name="masquerade">How engines get the host's address.</param>
    /// <param name="connectionsOfHost">How many the host can follow: one engine never takes more than a sixteenth of them.</param>
    public static string Write(InstanceNames names, EngineNetworkSettings settings, IEnumerable<IPAddress> resolvers, HostUplinks uplinks, Masquerade masquerade, int connectionsOfHost)
    {
        var table = $"inet {names.Table}";
        var places = settings.AllowedEgress.Select(Place).ToList();
        var addresses = Accept(places.Where(place => place.IsOneAddress));
        var ranges = Accept(places.Where(place => !place.IsOneAddress));
        var refused = string.Concat(UnreachedHosts.Of(settings).Select(host => $"ip daddr {host.Address} meta l4proto tcp reject with tcp reset; ").Distinct());
        var links = $"\"{names.InterfacePrefix}*\"";
        var count = string.Create(CultureInfo.InvariantCulture, $"ct state new add @connections {{ ip saddr ct count over {SenderRules.Connections(settings.MaxConnections, connectionsOfHost)} }} drop");
        return $$"""
            table {{table}} {
              set engines { type ifname . ipv4_addr; }
              set addresses { type ipv4_addr; }
              set sources { type ifname . ipv4_addr; flags interval; auto-merge; }
              set connections { type ipv4_addr; size 65535; flags dynamic; }
              {{SenderRules.Destinations("ipv4_addr")}}
              set resolvers { type ipv4_addr; }
              {{HostUplinks.Sets}}
              set private { type ipv4_addr; flags interval; }
              chain arrival { type filter hook prerouting priority {{HostLink.ArrivalPriority}}; policy accept; }
              chain input { type filter hook input priority filter - 10; policy accept; }
              chain forward { type filter hook forward priority filter - 10; policy accept; }
              chain bounds { type filter hook forward priority filter - 5; policy accept; }
              chain output { type filter hook output priority filter - 10; policy accept; }
              chain postrouting { type nat hook postrouting priority srcnat - 10; policy accept; }
              chain outward { }
              chain ranges { }
              chain inward { }
            }
            flush set {{table}} private
            add element {{table}} private { {{string.Join(", ", InternetAddress.NotOfIpv4)}} }
            flush chain {{table}} arrival
            flush chain {{table}} input
            flush chain {{table}} forward
            flush chain {{table}} bounds
            flush chain {{table}} output
            flush chain {{table}} postrouting
            flush chain {{table}} outward
            flush chain {{table}} ranges
            flush chain {{table}} inward
            table {{table}} {
              chain arrival {
                iifname {{links}} meta nfproto != ipv4 drop
                iifname {{links}} iifname . ip saddr != @engines drop
                iifname {{links}} {{SenderRules.Fragments}}
                iifname {{links}} {{SenderRules.Kinds}}
              }
              chain input {
                iifname != {{links}} accept
                {{Invalid}}
                {{RepliesOfEngine}}
                {{count}}
                ip daddr @resolvers meta l4proto { tcp, udp } th dport 53 accept
                {{addresses}}
                {{refused}}
                drop
              }
              chain forward {
                iifname {{links}} jump outward
                oifname {{links}} jump inward
              }
              chain bounds {
                {{SenderRules.PerDestination($"iifname {links}", "ip saddr")}}
              }
              chain outward {
                i{{ReleasedLinks}}
                oifname {{links}} drop
                {{Invalid}}
                {{RepliesOfEngine}}
                {{Pings}}
                {{count}}
                ip daddr @resolvers meta l4proto { tcp, udp } th dport 53 accept
                {{addresses}}
                {{refused}}
                {{HostUplinks.LeavesToOwnLink}} drop
                {{HostUplinks.LeavesByRouter}} jump ranges
                ip daddr @private drop
                accept
              }
              chain ranges {
                {{ranges}}
              }
              chain inward {
                o{{ReleasedLinks}}
                {{HostUplinks.AnswersOfOwnLinks}}
                {{Replies}}
                fib saddr . iif oif missing drop
                tcp dport { 22, 2376 } oifname . ip saddr @sources accept
                drop
              }
              chain output {
                oifname != {{links}} accept
                {{Replies}}
                tcp dport { 22, 2376 } accept
                drop
              }
              chain postrouting {
                {{masquerade.Rules($"oifname != {links} ip saddr @addresses")}}
                oifname {{links}} ip saddr != @addresses fib saddr type != local masquerade
              }
            }
            {{HostUplinks.Elements(table, "resolvers", resolvers.Select(address => address.ToString()))}}
            {{uplinks.Fill(table)}}

            """;
    }

    /// <summary>Rules and not elements of a set: what is named may overlap.</summary>
    private static string Accept(IEnumerable<AllowedPlace> places)
    {
        var rules = new StringBuilder();
        foreach (var place in places.Distinct())
        {
            var port = place.Port is { } number ? number.ToString(CultureInfo.InvariantCulture) : "0-65535";
            rules.Append(CultureInfo.InvariantCulture, $"ip daddr {place.Network} meta l4proto {{ tcp, udp }} th dport {port} accept; ");
        }
        return rules.ToString();
    }

    private static AllowedPlace Place(string text) => AllowedPlace.TryParse(text, out var place)
        ? place
        : throw new InfrastructureException($"network.allowedEgress '{text}' must be an IPv4 address or network with or without :port.");
}
