using Slipway.Execution.Blobs;
using Slipway.Execution.State;
using Slipway.Execution.Workspaces;
using Slipway.Linux.Files;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Caches;

/// <summary>Forgets caches that are too old or too many, and removes the content that nothing names any more.</summary>
public static class StorageSweep
{
    private static readonly TimeSpan LongestUntrustedTimings = TimeSpan.FromDays(15);

    /// <param name="state">Whose caches and runs.</param>
    /// <param name="blobs">Where their content is.</param>
    /// <param name="limits">How much there may be.</param>
    /// <param name="clock">Ages them.</param>
    public static async Task RunAsync(StateFolder state, IBlobStore blobs, StorageLimits limits, TimeProvider clock, CancellationToken cancellationToken)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in Folders.In(state.Projects))
        {
            var trusted = new CacheIndex(state.Caches(key), clock);
            List<CacheIndex> pullRequests = [.. state.PullRequestCaches(key).Select(folder => new CacheIndex(folder, clock))];
            trusted.Evict(limits.ProjectCaches);
            pullRequests.ForEach(index => index.Evict(limits.PullRequestCaches));
            // Anybody may open any number of them.
            CacheIndex.Evict(pullRequests, limits.ProjectCaches, clock.GetUtcNow());
            used.UnionWith(pullRequests.Append(trusted).SelectMany(index => index.List()).Select(entry => entry.Content.Hash));
            ForgetTimings(state.UntrustedTimings(key), clock.GetUtcNow() - LongestUntrustedTimings);
        }

        foreach (var run in Folders.In(state.Runs))
        {
            used.UnionWith(WorkspaceFile.Read(new RunFolder(run, Path.Combine(state.Runs, run)).Workspace).Select(layer => layer.Content.Hash));
        }

        await blobs.DeleteUnusedAsync(used, cancellationToken);
    }

    /// <summary>The times of tests of a pull request are of no use when it is long over.</summary>
    private static void ForgetTimings(string folder, DateTimeOffset before)
    {
        foreach (var file in Folders.FilesIn(folder).Where(file => file.Extension == ".json" && file.LastWriteTimeUtc < before.UtcDateTime))
        {
            file.Delete();
        }
    }
}
