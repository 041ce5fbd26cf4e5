using System.Globalization;
using System.Net;
using Slipway.Engines.Commands;
using Slipway.Engines.Kernel;
using Slipway.Engines.Networks;
using Slipway.Engines.Settings;

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
        Assert.SkipUnless(Libc.IsRoot, "The packet filter needs root.");
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
    [InlineData("32768\t60999\n", 32_768, 60_999)]
    [InlineData("1024 65535", 32_768, 65_535)]
    [InlineData("40000 50000", 40_000, 50_000)]
    [InlineData("10000 30000", 10_000, 30_000)]
    [InlineData("10000 33000", 10_000, 33_000)]
    public void Ports_are_drawn_from_those_of_the_hosts_own_connections_without_those_where_services_are_wont_to_be(string ports, int first, int last) =>
        Assert.Equal(new Masquerade(first, last), Masquerade.From(ports));

    private static string Write(params string[] egress) =>
        NetworkRules.Write(new InstanceNames(new EngineSettings()), new EngineNetworkSettings { AllowedEgress = egress }, [IPAddress.Parse("10.0.0.53")], Uplinks, new Masquerade(32_768, 60_999), 65_536);

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
