using Slipway.Engines.Networks;
using Slipway.Execution.Networks;

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

    [Fact]
    public void An_exhausted_pool_says_so_and_a_returned_subnet_can_be_taken_again()
    {
        var pool = new SubnetPool();
        var last = default(Ipv4Network);
        while (pool.Take([]) is { } subnet)
        {
            last = subnet;
        }

        pool.Return(last);
        Assert.Equal(last, pool.Take([]));
    }
}
