using System.Security.Cryptography;
using System.Text;
using Slipway.Execution.Archives;
using Slipway.Execution.Blobs;
using Slipway.Execution.Bounds;
using Slipway.Execution.Failures;
using Slipway.Model.Archives;
using Slipway.Model.Assignments;
using ZstdSharp;

namespace Slipway.Execution.Workspaces;

/// <summary>Finds a file that two jobs which ran at the same time have both put into the workspace: nobody could say whose wins.</summary>
/// <remarks>https://circleci.com/docs/guides/orchestrate/workspaces/.</remarks>
internal static class LayerConflict
{
    /// <summary>Whose names are held in memory: a small archive may have any number of them.</summary>
    private const int MostFiles = 5_000_000;

    /// <param name="layers">In the order they are unpacked.</param>
    /// <param name="concurrent">True for two jobs of which none comes after the other.</param>
    /// <param name="blobs">Has their content.</param>
    /// <param name="limits">How much a layer may hold when it is unpacked.</param>
    /// <returns>What is wrong; null: nothing.</returns>
    /// <exception cref="JobFailedException">A layer is no archive, or too large.</exception>
    public static async Task<string?> FindAsync(
        IReadOnlyList<WorkspaceLayer> layers, Func<WorkspaceLayer, WorkspaceLayer, bool> concurrent, IBlobStore blobs, StorageLimits limits, CancellationToken cancellationToken)
    {
        // Names by their hash, for all have the same length then.
        var owners = new Dictionary<UInt128, WorkspaceLayer>();
        foreach (var layer in layers.Where(layer => layers.Any(other => concurrent(layer, other))))
        {
            try
            {
                await using var content = new DecompressionStream(await blobs.OpenReadAsync(layer.Content, cancellationToken), leaveOpen: false);
                await using var bounded = new BoundedReader(
                    content, limits.Unpacked, () => new JobFailedException($"The workspace layer of {Name(layer)} holds more than {limits.Bytes(limits.Unpacked, "unpacked")} when it is unpacked"));
                if (Add(owners, layer, concurrent, new TarReader(new StreamSource(bounded, cancellationToken))) is { } conflict)
                {
                    return conflict;
                }
            }
            catch (Exception failure) when (failure is BadArchiveException or ZstdException or EndOfStreamException)
            {
                throw new JobFailedException($"The workspace layer of {Name(layer)} cannot be read: {failure.Message}", failure);
            }
        }

        return null;
    }

    private static string? Add(Dictionary<UInt128, WorkspaceLayer> owners, WorkspaceLayer layer, Func<WorkspaceLayer, WorkspaceLayer, bool> concurrent, TarReader archive)
    {
        while (archive.Next() is { } entry)
        {
            if (entry.Type == TarEntry.Folder)
            {
                continue;
            }

            var key = Hash(ArchivePath.Clean(entry.Name));
            if (owners.TryGetValue(key, out var owner) && concurrent(owner, layer))
            {
                return $"Concurrent upstream jobs persisted the same file into the workspace: {Encoding.UTF8.GetString(entry.Name.Span)}, by {Name(owner)} and {Name(layer)}";
            }

            owners[key] = layer;
            if (owners.Count > MostFiles)
            {
                return $"The layers of concurrent jobs have more than {MostFiles} files, the last of them by {Name(layer)}";
            }
        }

        return null;
    }

    private static UInt128 Hash(string path)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.Latin1.GetBytes(path), hash);
        return BitConverter.ToUInt128(hash);
    }

    private static string Name(WorkspaceLayer layer) => $"{layer.Job}{(layer.Node > 0 ? $" (node {layer.Node})" : "")}";
}
