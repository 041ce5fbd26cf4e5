namespace Slipway.Engines.Pools;

/// <summary>The engines that wait in the pool. Safe for any number of callers at once: each is taken once.</summary>
internal sealed class IdleEngines
{
    private readonly Lock _lock = new();
    private readonly List<PooledEngine> _engines = [];

    /// <summary>Those that can be taken now, the one that has waited longest first.</summary>
    public IReadOnlyList<PooledEngine> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _engines];
            }
        }
    }

    public void Add(PooledEngine engine)
    {
        lock (_lock)
        {
            _engines.Add(engine);
        }
    }

    /// <summary>Takes the one that has waited longest of those that fit; null: none fits.</summary>
    public PooledEngine? Take(Predicate<PooledEngine> fits)
    {
        lock (_lock)
        {
            var found = _engines.Find(fits);
            return found is not null && _engines.Remove(found) ? found : null;
        }
    }

    /// <summary>The first expected place without an engine; null: none.</summary>
    public PoolPlace? FindMissing(IEnumerable<PoolPlace> expected)
    {
        var there = All.Select(idle => idle.Place).ToList();
        return expected.FirstOrDefault(place => !there.Remove(place));
    }

    /// <summary>Whether more engines wait for this one's place than are expected.</summary>
    public bool HasMoreThan(IEnumerable<PoolPlace> expected, PoolPlace of) => All.Count(idle => idle.Place == of) > expected.Count(place => place == of);
}
