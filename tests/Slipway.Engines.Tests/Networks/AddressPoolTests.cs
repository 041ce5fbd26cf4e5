using Slipway.Engines.Addresses;
using Slipway.Engines.Identity;
using Slipway.Linux.Addresses;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Tests.Networks;

public sealed class AddressPoolTests
{
    [Fact]
    public void A_candidate_that_collides_with_a_route_of_the_host_is_passed_over()
    {
        var pool = AddressPool.Choose(null, [Route("vpn0", "10.0.0.0/8")]);
        Assert.Equal("172.31.224.0/19", pool.Network.ToString());
    }

    [Fact]
    public void The_default_route_collides_with_nothing()
    {
        Assert.Equal("10.220.0.0/19", AddressPool.Choose(null, [Route("eth0", "0.0.0.0/0")]).Network.ToString());
    }

    [Fact]
    public void A_wanted_network_that_collides_is_refused_by_the_name_of_the_route()
    {
        var failure = Assert.Throws<InfrastructureException>(() => AddressPool.Choose("10.1.0.0/16", [Route("eth1", "10.1.2.0/24")]));
        Assert.Contains("eth1", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.1.0.0/24")]
    [InlineData("fd00::/64")]
    [InlineData("nonsense")]
    public void A_wanted_network_that_cannot_hold_all_slots_is_refused(string wanted)
    {
        Assert.Throws<InfrastructureException>(() => AddressPool.Choose(wanted, []));
    }

    [Fact]
    public void Each_slot_has_its_own_two_addresses()
    {
        var pool = AddressPool.Choose("10.9.0.0/19", []);
        var addresses = Enumerable.Range(0, EngineId.Slots).Select(EngineId.Create).SelectMany(id => (string[])[pool.HostAddress(id).ToString(), pool.EngineAddress(id).ToString()]).ToList();
        Assert.Equal("10.9.0.1", addresses[0]);
        Assert.Equal("10.9.31.254", addresses[^1]);
        Assert.Equal(addresses.Count, addresses.Distinct().Count());
    }

    [Fact]
    public void The_kernels_routing_table_is_read()
    {
        string[] lines =
        [
            "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT",
            "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
            "docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0",
        ];
        var routes = HostRoutes.Parse(lines);
        Assert.Equal("eth0", HostRoutes.Uplink(routes));
        Assert.Equal("172.17.0.0/16", routes[1].Destination.ToString());
    }

    private static HostRoute Route(string link, string network) =>
        new(link, Ipv4Network.TryParse(network, out var parsed) ? parsed : throw new FormatException(network));
}
