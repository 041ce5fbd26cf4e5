using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Slipway.Engines.Networks;
using Slipway.Engines.Settings;
using Slipway.Linux.Netlink;
using Slipway.Linux.Networks;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Tests.Networks;

public sealed class NetworkRulesTests
{
    private const string OwnLinks = HostUplinks.LeavesToOwnLink + " drop";
    private static readonly HostUplinks Uplinks = new(["eth0", "br0"], [new("eth0", IPAddress.Parse("10.0.0.1")), new("br0", IPAddress.Parse("10.9.0.1"))]);

    [Fact]
    public void A_range_opens_neither_the_host_nor_its_own_links_and_one_address_does()
    {
        var rules = Write("10.0.0.0/8", "172.16.0.0/12:443", "10.1.2.3:5000", "10.1.2.4");

        var input = Chain(rules, "input");
        Assert.DoesNotContain("ip daddr 10.0.0.0/8", input, StringComparison.Ordinal);
        Assert.DoesNotContain("ip daddr 172.16.0.0/12", input, StringComparison.Ordinal);
        Assert.Contains("ip daddr 10.1.2.3/32 meta l4proto { tcp, udp } th dport 5000 accept", input, StringComparison.Ordinal);
        var outward = Chain(rules, "outward");
        Assert.True(Place(outward, "ip daddr 10.1.2.3/32") < Place(outward, OwnLinks));
        Assert.True(Place(outward, OwnLinks) < Place(outward, "oifname . rt ip nexthop @routers oifname . ip daddr != @routers jump ranges"));
        Assert.True(Place(outward, "jump ranges") < Place(outward, "ip daddr @private drop"));
        Assert.DoesNotContain("ip daddr 10.0.0.0/8", outward, StringComparison.Ordinal);
        var ranges = Chain(rules, "ranges");
        Assert.True(Place(ranges, "ip daddr 10.0.0.0/8") < Place(ranges, "ip daddr 172.16.0.0/12 meta l4proto { tcp, udp } th dport 443 accept"));
        Assert.Contains("add element inet slipway routers { \"eth0\" . 10.0.0.1, \"br0\" . 10.9.0.1 }", rules, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("10.0.0.0/8")]
    [InlineData("10.0.0.0/8", "10.1.2.3:443", "10.1.0.0/16:443", "10.1.2.3", "10.0.0.0/8")]
    [Trait("needs", "root")]
    public async Task The_packet_filter_takes_the_rules_also_when_what_they_allow_overlaps(params string[] egress)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "The packet filter needs root.");
        // Twice: the first engine makes the table, the next one refreshes it.
        var rules = Write(egress);
        var run = await ToolRun.RunAsync("unshare", ["--net", "nft", "-c", "-f", "-"], rules + rules, TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
    }

    [Fact]
    public void What_an_engine_may_not_send_is_dropped_before_the_kernel_puts_fragments_together_and_believes_messages()
    {
        var rules = Write();

        const int Defragmentation = -400;
        var priority = rules.Split("type filter hook prerouting priority ")[1].Split(';')[0];
        Assert.True(int.Parse(priority, CultureInfo.InvariantCulture) < Defragmentation);
        Assert.Contains("ip frag-off & 0x3fff != 0 limit rate over", Chain(rules, "arrival"), StringComparison.Ordinal);
        foreach (var chain in (string[])[Chain(rules, "input"), Chain(rules, "outward")])
        {
            Assert.True(Place(chain, "iifname . ct original ip daddr != @engines drop") < Place(chain, "icmp ct state related accept"));
        }
    }

    [Fact]
    public void What_comes_from_a_link_of_the_hosts_own_is_asked_whence_it_comes_before_it_counts_as_an_answer()
    {
        var inward = Chain(Write(), "inward");

        Assert.True(Place(inward, "iifname != @uplinks fib saddr . iif oif missing drop") < Place(inward, "ct direction reply"));
    }

    [Fact]
    public void Nothing_leaves_but_kinds_whose_ports_the_host_draws_nor_has_one_sender_all_ports_towards_a_place()
    {
        var rules = Write();

        Assert.Contains("meta l4proto != { tcp, udp, icmp } drop", Chain(rules, "arrival"), StringComparison.Ordinal);
        var outward = Chain(rules, "outward");
        Assert.True(Place(outward, "icmp ct state related accept") < Place(outward, "icmp type != echo-request drop"));
        Assert.All(
            Chain(rules, "postrouting").Split([';', '\n'], StringSplitOptions.TrimEntries).Where(rule => rule.EndsWith("fully-random", StringComparison.Ordinal)),
            rule => Assert.Contains("meta l4proto ", rule, StringComparison.Ordinal));
        var bounds = Chain(rules, "bounds");
        Assert.True(Place(bounds, "{ ip saddr . ip daddr . th dport ct count 1024 } accept") < Place(bounds, "ct state new meta l4proto { tcp, udp } drop"));
    }

    [Theory]
    [InlineData("32768\t60999\n", 49_152, 65_535, "49152-60999")]
    [InlineData("1024 65535", 49_152, 65_535, "49152-65535")]
    [InlineData("49152 65535", 57_344, 65_535, "57344-65535")]
    [InlineData("50000 60000", 55_001, 65_535, "55001-60000")]
    [InlineData("10000 30000", 49_152, 65_535, null)]
    [InlineData("60000 65535", 49_152, 59_999, null)]
    public void Ports_are_drawn_from_the_dynamic_ones_and_half_of_the_hosts_range_at_least_stays_the_hosts(string ports, int first, int last, string? shared)
    {
        var slice = Masquerade.From(ports);

        Assert.Equal(new Masquerade(first, last), slice);
        Assert.Equal(shared, slice.Shared(ports) is { } both ? $"{both.First}-{both.Last}" : null);
    }

    [Theory]
    [InlineData("\n", false)]
    [InlineData("8080", false)]
    [InlineData("49152-60999\n", true)]
    [InlineData("8080,49000-50000,50001-61000", true)]
    [InlineData("49152-50000,50002-61000", false)]
    [InlineData("49153-61000", false)]
    public void A_slice_is_reserved_when_all_of_its_ports_are(string list, bool isCovered) =>
        Assert.Equal(isCovered, Masquerade.Covers(list, new(49_152, 60_999)));

    [Theory]
    [InlineData("", "49152-60999")]
    [InlineData("8080,9000-9010", "8080,9000-9010,49152-60999")]
    [Trait("needs", "root")]
    public async Task What_is_reserved_for_others_stays_reserved_and_no_program_of_the_host_is_given_a_port_of_the_slice(string others, string reserved)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "A network namespace needs root.");
        const string Reserved = "/proc/sys/net/ipv4/ip_local_reserved_ports";
        using var place = Process.Start(new ProcessStartInfo("unshare", ["--net", "sh", "-c", "echo ready; exec sleep 60"]) { RedirectStandardOutput = true })!;
        await place.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        try
        {
            var (list, given) = NetworkNamespace.Run(place.Id, () =>
            {
                File.WriteAllText(Reserved, others);
                Masquerade.Reserve();
                Masquerade.Reserve();
                return (File.ReadAllText(Reserved).Trim(), Enumerable.Range(0, 300).Select(_ => GivenPort()).ToList());
            });

            Assert.Equal(reserved, list);
            Assert.DoesNotContain(given, port => port >= 49_152);
        }
        finally
        {
            place.Kill();
        }
    }

    private static int GivenPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static string Write(params string[] egress) =>
        NetworkRules.Write(new InstanceNames(new EngineSettings()), new EngineNetworkSettings { AllowedEgress = egress }, [IPAddress.Parse("10.0.0.53")], Uplinks, new Masquerade(49_152, 65_535), 65_536);

    /// <summary>The rules of a chain, where they are written and not where it is made.</summary>
    private static string Chain(string rules, string name)
    {
        var start = rules.LastIndexOf($"chain {name} {{", StringComparison.Ordinal);
        return rules[start..rules.IndexOf("\n  }", start, StringComparison.Ordinal)];
    }

    private static int Place(string text, string part)
    {
        var place = text.IndexOf(part, StringComparison.Ordinal);
        Assert.True(place >= 0, $"{part} is not in {text}");
        return place;
    }
}
