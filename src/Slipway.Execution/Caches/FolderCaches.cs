using Slipway.Execution.State;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Caches;

/// <summary>Caches in a state folder, where each scope of trust has a folder.</summary>
/// <param name="project">The project's key.</param>
/// <param name="trust">The run's.</param>
public sealed class FolderCaches(StateFolder state, string project, TrustScope trust, TimeProvider clock) : ICacheIndex
{
    private readonly CacheIndex _own = new(state.Caches(project, trust.Name), clock);
    private readonly CacheIndex? _trusted = trust.IsTrusted ? null : new(state.Caches(project), clock);

    public Task<CacheEntry?> FindAsync(string key, CancellationToken cancellationToken) => Task.FromResult(_own.Find(key) ?? _trusted?.Find(key));

    public Task<CacheEntry?> FindNewestAsync(string prefix, CancellationToken cancellationToken) => Task.FromResult(_own.FindNewest(prefix) ?? _trusted?.FindNewest(prefix));

    public Task<(bool IsAdded, IReadOnlyList<string> Forgotten)> TryAddAsync(CacheEntry entry, long mostBytes, CancellationToken cancellationToken) =>
        Task.FromResult((_own.TryAdd(entry), _own.Evict(mostBytes)));

    public Task UseAsync(CacheEntry entry, CancellationToken cancellationToken)
    {
        _own.Use(entry);
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        _own.Remove(key);
        return Task.CompletedTask;
    }
}
