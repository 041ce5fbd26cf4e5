using Slipway.Execution.Blobs;
using Slipway.Execution.Caches;
using Slipway.Model.Runners;
using Slipway.Runner.Connections;

namespace Slipway.Runner.Remote;

/// <summary>The caches of a job's project that the server keeps; it knows which scope of trust the job has.</summary>
public sealed class RemoteCaches(ServerConnection server) : ICacheIndex
{
    public Task<CacheEntry?> FindAsync(string key, CancellationToken cancellationToken) => FindAsync(new CacheQuestion(key, IsPrefix: false), cancellationToken);

    public Task<CacheEntry?> FindNewestAsync(string prefix, CancellationToken cancellationToken) => FindAsync(new CacheQuestion(prefix, IsPrefix: true), cancellationToken);

    public Task<(bool IsAdded, IReadOnlyList<string> Forgotten)> TryAddAsync(CacheEntry entry, long mostBytes, CancellationToken cancellationToken) => RemoteCalls.OfFilesAsync(async () =>
    {
        var cache = new StoredCache(entry.Key, new StoredContent(entry.Content.Hash, entry.Content.Bytes), entry.Paths, entry.Build, entry.SavedAt, entry.KeptUntil);
        var stored = await server.AskAsync("job/v1/caches/add", new CacheToStore(cache, mostBytes), RunnerJson.Default.CacheToStore, RunnerJson.Default.CacheStored, cancellationToken);
        return (stored is { IsAdded: true }, stored?.Forgotten ?? []);
    });

    public Task UseAsync(CacheEntry entry, CancellationToken cancellationToken) => TellAsync("use", entry.Key, cancellationToken);

    public Task RemoveAsync(string key, CancellationToken cancellationToken) => TellAsync("remove", key, cancellationToken);

    private Task<CacheEntry?> FindAsync(CacheQuestion question, CancellationToken cancellationToken) => RemoteCalls.OfFilesAsync(async () =>
        await server.AskAsync("job/v1/caches/find", question, RunnerJson.Default.CacheQuestion, RunnerJson.Default.StoredCache, cancellationToken) is { } found
            ? new CacheEntry(found.Key, new Blob(found.Content.Hash, found.Content.Bytes), found.Paths, found.Build, found.SavedAt, found.KeptUntil)
            : null);

    private Task TellAsync(string what, string key, CancellationToken cancellationToken) =>
        RemoteCalls.OfFilesAsync(() => server.TellAsync($"job/v1/caches/{what}", new CacheQuestion(key, IsPrefix: false), RunnerJson.Default.CacheQuestion, cancellationToken));
}
