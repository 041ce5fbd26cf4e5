using Slipway.Engines.Leases;
using Slipway.Engines.Pools;

namespace Slipway.Engines.Tests.Pools;

public sealed class PoolPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly PoolPlace A = Place("a");
    private static readonly PoolPlace B = Place("b");
    private static readonly PoolPlace C = Place("c");

    [Fact]
    public void Engines_of_the_default_version_are_always_expected()
    {
        var plan = new PoolPlan(2);
        Assert.Equal([PoolPlace.Default, PoolPlace.Default], plan.Defaults);
        Assert.Empty(plan.LayerCaches);
    }

    [Fact]
    public void The_layer_caches_leased_last_are_expected_again_as_often_as_they_were_held_at_once()
    {
        var plan = new PoolPlan(3);
        plan.Expect(A, 1, Now);
        plan.Expect(A, 2, Now);
        plan.Expect(B, 1, Now);
        Assert.Equal([B, A, A], plan.LayerCaches);

        plan.Expect(A, 1, Now);
        Assert.Equal([A, A, B], plan.LayerCaches);

        plan.Expect(C, 1, Now);
        Assert.Equal([C, A, A], plan.LayerCaches);
    }

    [Fact]
    public void One_layer_cache_gets_no_more_places_than_there_are()
    {
        var plan = new PoolPlan(2);
        plan.Expect(A, 7, Now);
        Assert.Equal([A, A], plan.LayerCaches);
    }

    [Fact]
    public void A_layer_cache_is_forgotten_by_the_time_of_its_last_lease()
    {
        var plan = new PoolPlan(2);
        plan.Expect(A, 1, Now);
        plan.Expect(B, 1, Now.AddHours(1));
        plan.ForgetBefore(Now.AddMinutes(30));
        Assert.Equal([B], plan.LayerCaches);
    }

    [Fact]
    public void A_forgotten_layer_cache_and_a_pool_of_none_expect_nothing()
    {
        var plan = new PoolPlan(1);
        plan.Expect(A, 1, Now);
        plan.Forget(A);
        Assert.Empty(plan.LayerCaches);

        var none = new PoolPlan(0);
        none.Expect(A, 1, Now);
        Assert.Empty(none.LayerCaches);
        Assert.Empty(none.Defaults);
    }

    private static PoolPlace Place(string project) => new("28.5.2", new LayerCacheKey(project));
}
