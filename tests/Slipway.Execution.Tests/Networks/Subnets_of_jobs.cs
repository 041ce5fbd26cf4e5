using Slipway.Execution.Networks;
using Slipway.Linux.Addresses;

namespace Slipway.Execution.Tests.Networks;

public sealed class Subnets_of_jobs
{
    [Fact]
    public void A_thousand_jobs_have_subnets_that_do_not_overlap()
    {
        var pool = new SubnetPool();
        var subnets = Enumerable.Range(0, 1000).Select(_ => pool.Take([])!.Value).OrderBy(subnet => subnet.First).ToList();
        Assert.All(subnets.Zip(subnets.Skip(1)), pair => Assert.False(pair.First.Overlaps(pair.Second)));
    }

    [Fact]
    public void A_network_that_the_host_uses_is_avoided()
    {
        Assert.True(Ipv4Network.TryParse("10.192.0.0/14", out var half));
        var pool = new SubnetPool();
        Assert.All(Enumerable.Range(0, 500), _ => Assert.False(pool.Take([half])!.Value.Overlaps(half)));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "172.24.0.0/13")]
    [InlineData("10.0.0.0/8 172.16.0.0/12", "192.168.128.0/17")]
    [InlineData("10.0.0.0/8 172.16.0.0/12 192.168.0.0/16", "10.192.0.0/13")]
    [InlineData("0.0.0.0/1 128.0.0.0/1", "10.192.0.0/13")]
    public void A_route_to_all_private_networks_does_not_stop_jobs(string routes, string expected)
    {
        var subnet = new SubnetPool().Take([.. routes.Split(' ').Select(Network)])!.Value;
        Assert.True(subnet.Overlaps(Network(expected)), subnet.ToString());
    }

    [Fact]
    public void Networks_that_were_named_are_the_only_ones()
    {
        var pool = new SubnetPool([Network("10.50.0.0/25")]);
        Assert.Equal(2, Enumerable.Range(0, 3).Count(_ => pool.Take([]) is { } subnet && subnet.Overlaps(Network("10.50.0.0/25"))));
    }

    [Fact]
    public void An_exhausted_pool_says_so_and_a_returned_subnet_can_be_taken_again()
    {
        var pool = new SubnetPool([Network("10.192.0.0/20")]);
        var last = default(Ipv4Network);
        while (pool.Take([]) is { } subnet)
        {
            last = subnet;
        }

        pool.Return(last);
        Assert.Equal(last, pool.Take([]));
    }

    private static Ipv4Network Network(string text)
    {
        Assert.True(Ipv4Network.TryParse(text, out var network));
        return network;
    }
}
