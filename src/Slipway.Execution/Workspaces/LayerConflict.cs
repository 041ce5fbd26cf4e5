using System.Formats.Tar;
using Slipway.Execution.Blobs;
using ZstdSharp;

namespace Slipway.Execution.Workspaces;

/// <summary>Finds a file that two jobs which ran at the same time have both put into the workspace: nobody could say whose wins.</summary>
/// <remarks>https://circleci.com/docs/guides/orchestrate/workspaces/.</remarks>
internal static class LayerConflict
{
    /// <param name="layers">In the order they are unpacked.</param>
    /// <param name="concurrent">True for two jobs of which none comes after the other.</param>
    /// <param name="blobs">Has their content.</param>
    /// <param name="cancellationToken">Covers the reading.</param>
    /// <returns>What is wrong; null: nothing.</returns>
    public static async Task<string?> FindAsync(
        IReadOnlyList<WorkspaceLayer> layers, Func<WorkspaceLayer, WorkspaceLayer, bool> concurrent, IBlobStore blobs, CancellationToken cancellationToken)
    {
        var candidates = layers.Where(layer => layers.Any(other => concurrent(layer, other))).ToList();
        var owners = new Dictionary<string, WorkspaceLayer>(StringComparer.Ordinal);
        foreach (var layer in candidates)
        {
            await using var content = new DecompressionStream(blobs.Open(layer.Content), leaveOpen: false);
            await using var tar = new TarReader(content);
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (entry.EntryType == TarEntryType.Directory)
                {
                    continue;
                }

                // A layer of a whole root calls its files ./file.
                var path = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
                if (owners.TryGetValue(path, out var owner) && concurrent(owner, layer))
                {
                    return $"Concurrent upstream jobs persisted the same file into the workspace: {path}, by {Name(owner)} and {Name(layer)}";
                }

                owners[path] = layer;
            }
        }

        return null;
    }

    private static string Name(WorkspaceLayer layer) => $"{layer.Job}{(layer.Node > 0 ? $" (node {layer.Node})" : "")}";
}
