using Slipway.Execution.Blobs;
using Slipway.Execution.State;
using Slipway.Execution.Workspaces;

namespace Slipway.Execution.Caches;

/// <summary>Forgets caches that are too old or too many, and removes the content that nothing names any more.</summary>
public static class StorageSweep
{
    /// <summary>What one project's caches may hold together, in bytes as they are stored.</summary>
    public const long LargestPerProject = 20L << 30;

    /// <summary>What the caches of one pull request may hold beside them.</summary>
    public const long LargestPerPullRequest = 2L << 30;

    /// <param name="state">Whose caches and runs.</param>
    /// <param name="blobs">Where their content is.</param>
    /// <param name="clock">Ages them.</param>
    public static void Run(StateFolder state, IBlobStore blobs, TimeProvider clock)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var project in Folders(state.Projects))
        {
            var key = Path.GetFileName(project);
            used.UnionWith(Evict(new CacheIndex(state.Caches(key), clock), LargestPerProject));
            used.UnionWith(state.PullRequestCaches(key).SelectMany(folder => Evict(new CacheIndex(folder, clock), LargestPerPullRequest)));
        }

        foreach (var run in Folders(state.Runs))
        {
            used.UnionWith(WorkspaceIndex.Read(Path.Combine(run, WorkspaceIndex.FileName)).Select(layer => layer.Content.Hash));
        }

        blobs.Sweep(used);
    }

    /// <returns>The content of those that stay.</returns>
    private static IEnumerable<string> Evict(CacheIndex index, long largestBytes)
    {
        index.Evict(largestBytes);
        return index.List().Select(entry => entry.Content.Hash);
    }

    private static string[] Folders(string path) => Directory.Exists(path) ? Directory.GetDirectories(path) : [];
}
