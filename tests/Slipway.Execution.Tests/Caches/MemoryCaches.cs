using Slipway.Execution.Caches;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Tests.Caches;

/// <summary>Caches of one project in memory.</summary>
/// <param name="all">By scope and key, with the time of the last use.</param>
internal sealed class MemoryCaches(Dictionary<(string Scope, string Key), (CacheEntry Entry, DateTimeOffset Used)> all, TrustScope trust) : ICacheIndex
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public Task<CacheEntry?> FindAsync(string key, CancellationToken cancellationToken) => LookAsync(entry => entry.Key == key);

    public Task<CacheEntry?> FindNewestAsync(string prefix, CancellationToken cancellationToken) => LookAsync(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal));

    public Task<(bool IsAdded, IReadOnlyList<string> Forgotten)> TryAddAsync(CacheEntry entry, long mostBytes, CancellationToken cancellationToken)
    {
        lock (all)
        {
            var isAdded = Of(trust.Name).All(there => there.Key != entry.Key);
            if (isAdded)
            {
                all[(trust.Name, entry.Key)] = (entry, entry.SavedAt);
            }

            List<string> forgotten = [];
            var room = mostBytes;
            foreach (var (place, (there, _)) in all.Where(cache => cache.Key.Scope == trust.Name).OrderByDescending(cache => cache.Value.Used).ToList())
            {
                room -= there.Content.Bytes;
                if (room < 0)
                {
                    all.Remove(place);
                    forgotten.Add(there.Key);
                }
            }

            return Task.FromResult((isAdded, (IReadOnlyList<string>)forgotten));
        }
    }

    public Task UseAsync(CacheEntry entry, CancellationToken cancellationToken)
    {
        lock (all)
        {
            if (all.ContainsKey((trust.Name, entry.Key)))
            {
                all[(trust.Name, entry.Key)] = (entry, Now);
            }
        }

        return Task.CompletedTask;
    }

    public Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        lock (all)
        {
            all.Remove((trust.Name, key));
        }

        return Task.CompletedTask;
    }

    private Task<CacheEntry?> LookAsync(Func<CacheEntry, bool> isWanted)
    {
        lock (all)
        {
            return Task.FromResult(Of(trust.Name).Where(isWanted).MaxBy(entry => entry.SavedAt) ?? Of(TrustScope.TrustedName).Where(isWanted).MaxBy(entry => entry.SavedAt));
        }
    }

    private IEnumerable<CacheEntry> Of(string scope) =>
        all.Where(cache => cache.Key.Scope == scope && cache.Value.Entry.KeptUntil > Now).Select(cache => cache.Value.Entry);
}
