namespace Slipway.Execution.Caches;

/// <summary>
/// A project's caches as a run of it sees them: those of its own scope of trust before the trusted ones. What it adds and removes is its own scope's alone.
/// Safe for any number of callers at once, also in several processes.
/// </summary>
public interface ICacheIndex
{
    /// <summary>The cache with exactly this key; null: none.</summary>
    /// <exception cref="IOException">The index cannot be read or written; so all others say that too.</exception>
    Task<CacheEntry?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>The newest cache whose key begins with the text; null: none.</summary>
    /// <remarks>https://circleci.com/docs/reference/configuration-reference/#restorecache: a newer prefix match goes before an older exact one.</remarks>
    Task<CacheEntry?> FindNewestAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Adds a cache unless its key is there by now: the first one to save a key wins. Then forgets what was not used for longest until the rest fits.</summary>
    /// <param name="mostBytes">What the scope's caches may hold together.</param>
    /// <returns>Whether it was added, and the keys of those that there was no room for.</returns>
    Task<(bool IsAdded, IReadOnlyList<string> Forgotten)> TryAddAsync(CacheEntry entry, long mostBytes, CancellationToken cancellationToken);

    /// <summary>Notes that a cache is used, so that it goes after those that are not. A trusted one counts as used when a trusted run does so.</summary>
    Task UseAsync(CacheEntry entry, CancellationToken cancellationToken);

    /// <summary>Forgets a cache; a trusted one is left for a trusted run to forget.</summary>
    Task RemoveAsync(string key, CancellationToken cancellationToken);
}
