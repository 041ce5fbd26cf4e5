using System.Net;
using Slipway.Engines.Networks;
using Slipway.Engines.Sandboxes;
using Slipway.Engines.Settings;
using Slipway.Linux.Addresses;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Tests.Sandboxes;

public sealed class InnerNetworksTests
{
    private static readonly EngineNetworkFacts Facts = new(IPAddress.Parse("10.220.0.1"), IPAddress.Parse("10.220.0.2"), 1500, [IPAddress.Parse("172.18.0.53")]);

    [Theory]
    [InlineData("172.17.0.1/16", "172.19.0.0/16")]
    [InlineData("192.168.0.1/20", "192.168.16.0/20", "172.16.0.0/12")]
    [InlineData("10.0.0.1/16", "10.1.0.0/16", "172.16.0.0/12", "192.168.0.0/16:443")]
    [InlineData("10.128.0.1/16", "10.129.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "10.0.0.0/9")]
    public void Containers_in_engines_are_where_nothing_is_that_engines_may_reach(string bridge, string pool, params string[] egress)
    {
        var settings = new EngineNetworkSettings { AllowedEgress = egress };
        Assert.Equal(bridge, InnerNetworks.Bridge(Facts, settings));
        Assert.Equal(pool, (string?)InnerNetworks.Pools(Facts, settings)[0]!["base"]);
        Assert.DoesNotContain(InnerNetworks.Pools(Facts, settings), each => Ipv4Network.TryParse((string)each!["base"]!, out var network) && network.Overlaps(HostOf()));
    }

    [Fact]
    public void The_setting_that_leaves_no_network_is_named()
    {
        var settings = new EngineNetworkSettings { AllowedEgress = ["172.16.0.0/12", "192.168.0.0/16", "10.0.0.0/8"] };
        Assert.Contains("network.allowedEgress", Assert.Throws<InfrastructureException>(() => InnerNetworks.Bridge(Facts, settings)).Message, StringComparison.Ordinal);
    }

    private static Ipv4Network HostOf() => Ipv4Network.TryParse("10.220.0.1", out var host) ? host : default;
}
