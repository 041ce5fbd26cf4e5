using Slipway.Execution.Blobs;
using Slipway.Execution.Runs;
using Slipway.Execution.Workspaces;

namespace Slipway.Execution.Caches;

/// <summary>Forgets caches that are too old or too many, and removes the content that nothing names any more.</summary>
public static class StorageSweep
{
    /// <summary>What one project's caches may hold together, in bytes as they are stored.</summary>
    public const long LargestPerProject = 20L << 30;

    /// <param name="state">Whose caches and runs.</param>
    /// <param name="blobs">Where their content is.</param>
    /// <param name="clock">Ages them.</param>
    public static void Run(StateFolder state, IBlobStore blobs, TimeProvider clock)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var project in Folders(state.Projects))
        {
            var index = new CacheIndex(state.Caches(Path.GetFileName(project)), clock);
            index.Evict(LargestPerProject);
            used.UnionWith(index.List().Select(entry => entry.Content.Hash));
        }

        foreach (var run in Folders(state.Runs))
        {
            used.UnionWith(WorkspaceIndex.Read(Path.Combine(run, WorkspaceIndex.FileName)).Select(layer => layer.Content.Hash));
        }

        blobs.Sweep(used);
    }

    private static string[] Folders(string path) => Directory.Exists(path) ? Directory.GetDirectories(path) : [];
}
