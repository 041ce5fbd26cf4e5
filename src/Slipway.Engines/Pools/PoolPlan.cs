namespace Slipway.Engines.Pools;

/// <summary>
/// Which engines the pool keeps: a number of the default version, and at most as many on the layer caches that were leased last, as many of
/// each as were held at once. Safe for any number of callers at once.
/// </summary>
/// <param name="size">How many of either kind.</param>
internal sealed class PoolPlan(int size)
{
    private readonly Lock _lock = new();
    private readonly List<Expectation> _expected = [];

    /// <summary>One place for each engine of the default version that should be there.</summary>
    public IEnumerable<PoolPlace> Defaults => Enumerable.Repeat(PoolPlace.Default, size);

    /// <summary>One place for each engine on a layer cache that should be there, the last leased first.</summary>
    public IReadOnlyList<PoolPlace> LayerCaches
    {
        get
        {
            lock (_lock)
            {
                return [.. _expected.SelectMany(expected => Enumerable.Repeat(expected.Place, expected.Count)).Take(size)];
            }
        }
    }

    /// <summary>Expects that a layer cache is leased again as it was now.</summary>
    /// <param name="atOnce">The leases of it that are held now.</param>
    public void Expect(PoolPlace place, int atOnce, DateTimeOffset now)
    {
        lock (_lock)
        {
            var count = Math.Max(atOnce, _expected.Find(expected => expected.Place == place)?.Count ?? 0);
            _expected.RemoveAll(expected => expected.Place == place);
            _expected.Insert(0, new Expectation(place, count, now));
            _expected.RemoveRange(Math.Min(size, _expected.Count), Math.Max(0, _expected.Count - size));
        }
    }

    /// <summary>Expects no lease of a layer cache until the next one.</summary>
    public void Forget(PoolPlace place) => Forget(expected => expected.Place == place);

    /// <summary>Expects no lease of the layer caches that nobody has leased since.</summary>
    public void ForgetBefore(DateTimeOffset time) => Forget(expected => expected.Leased < time);

    private void Forget(Predicate<Expectation> which)
    {
        lock (_lock)
        {
            _expected.RemoveAll(which);
        }
    }

    private sealed record Expectation(PoolPlace Place, int Count, DateTimeOffset Leased);
}
