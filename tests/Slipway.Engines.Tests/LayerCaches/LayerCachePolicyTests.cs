using Slipway.Engines.LayerCaches;

namespace Slipway.Engines.Tests.LayerCaches;

public sealed class LayerCachePolicyTests
{
    private const long Gibibyte = 1L << 30;
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly LayerCacheLimits Limits = new(15 * Gibibyte, 20 * Gibibyte, TimeSpan.FromDays(3));

    [Fact]
    public void The_first_result_becomes_the_head() => Assert.True(LayerCachePolicy.Decide(null, 1, null, Limits).Accepted);

    [Fact]
    public void A_result_that_grew_from_the_head_replaces_it_also_when_it_is_smaller() =>
        Assert.True(LayerCachePolicy.Decide("key/00000001", 1, Head("key/00000001", 5 * Gibibyte), Limits).Accepted);

    [Fact]
    public void A_concurrent_smaller_result_does_not_evict_a_better_one()
    {
        var decision = LayerCachePolicy.Decide("key/00000001", 2 * Gibibyte, Head("key/00000002", 5 * Gibibyte), Limits);

        Assert.False(decision.Accepted);
        Assert.Equal("A concurrent job committed meanwhile, and its result is kept: it holds 5 GiB, this one 2 GiB.", decision.Reason);
    }

    [Fact]
    public void A_concurrent_larger_result_replaces_a_smaller_one_however_old_its_parent_is() =>
        Assert.True(LayerCachePolicy.Decide(null, 6 * Gibibyte, Head("key/00000007", 5 * Gibibyte), Limits).Accepted);

    [Fact]
    public void A_result_over_the_limit_is_not_kept()
    {
        var decision = LayerCachePolicy.Decide(null, 16 * Gibibyte, null, Limits);

        Assert.False(decision.Accepted);
        Assert.Equal("The layer cache is not kept: it holds 16 GiB and the limit is 15 GiB (layerCaches.headGibibytes in the settings for engines).", decision.Reason);
    }

    [Fact]
    public void A_head_unused_for_three_days_goes()
    {
        var old = Head("old/00000001", 1) with { UsedAt = Now - TimeSpan.FromDays(3.1) };
        var young = Head("young/00000001", 1) with { UsedAt = Now - TimeSpan.FromDays(2.9) };

        Assert.Equal([old], LayerCachePolicy.Expired([old, young], Limits, Now));
    }

    [Fact]
    public void Over_the_total_limit_the_longest_unused_go_until_the_rest_fits()
    {
        var first = Head("a/00000001", 10 * Gibibyte) with { UsedAt = Now };
        var second = Head("b/00000001", 12 * Gibibyte) with { UsedAt = Now - TimeSpan.FromHours(1) };
        var third = Head("c/00000001", 9 * Gibibyte) with { UsedAt = Now - TimeSpan.FromHours(2) };

        Assert.Equal([second], LayerCachePolicy.Expired([third, first, second], Limits, Now));
    }

    private static LayerCacheHead Head(string id, long bytes) => new()
    {
        Id = id,
        Project = "shop",
        TrustScope = "trusted",
        Engine = "28",
        StorageDriver = "overlay2",
        CommittedAt = Now,
        UsedAt = Now,
        Bytes = bytes,
    };
}
