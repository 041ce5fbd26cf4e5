using System.Formats.Tar;
using System.Text;
using Slipway.Execution.Bounds;

namespace Slipway.Execution.Artifacts;

/// <summary>A job's artifacts: files only, and never outside of the folder, whatever the archive says.</summary>
/// <param name="folder">Where the artifacts lie.</param>
/// <param name="incoming">Where they are written first; it exists, on the same disk.</param>
/// <param name="room">What the job may still store.</param>
/// <param name="disk">What the folders lie on.</param>
internal sealed class ArtifactFolder(string folder, string incoming, JobStorage room, DiskReserve disk)
{
    /// <summary>Of a path, in UTF-8: it stands in the run's event log.</summary>
    private const int LongestPath = 1024;
    private const int ShownOfLongPath = 80;

    /// <summary>Unpacks files until there is no room for the next one.</summary>
    /// <param name="tar">A plain tar whose names are relative.</param>
    /// <param name="isCut">The tar was longer than there is room for, and ends anywhere.</param>
    /// <param name="place">From the name in the tar to the artifact's path.</param>
    /// <param name="say">Learns of what is not stored though there is room.</param>
    /// <param name="cancellationToken">Between files.</param>
    /// <returns>The artifacts' paths, and whether there was room for all of them.</returns>
    public async Task<(IReadOnlyList<string> Stored, bool All)> UnpackAsync(
        Stream tar, bool isCut, Func<string, string> place, Action<string> say, CancellationToken cancellationToken)
    {
        var stored = new List<string>();
        await using var reader = new TarReader(tar);
        try
        {
            while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                var path = place(entry.Name);
                if (!IsStored(entry, path, say))
                {
                    continue;
                }

                if (!room.ArtifactFiles.TryTake(1) || !room.ArtifactNames.TryTake(path.Length) || !room.Artifacts.TryTake(entry.Length))
                {
                    return (stored, false);
                }

                await WriteAsync(entry, Path.Combine(folder, path), cancellationToken);
                stored.Add(path);
            }
        }
        catch (EndOfStreamException) when (isCut)
        {
            // The file that is cut off is not stored.
        }

        return (stored, !isCut);
    }

    private bool IsStored(TarEntry entry, string path, Action<string> say)
    {
        if (entry.EntryType is TarEntryType.SymbolicLink)
        {
            say($"Not stored: {path} is a link to {entry.LinkName}, which is not there or around it");
        }

        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile)
            || path.Length == 0 || Directory.Exists(Path.Combine(folder, path)))
        {
            return false;
        }

        if (Encoding.UTF8.GetByteCount(path) is var length and > LongestPath)
        {
            say($"Not stored: a path of {length} bytes, {LongestPath} are allowed: {path[..ShownOfLongPath]}…");
            return false;
        }

        return true;
    }

    /// <summary>An artifact is there whole or not at all.</summary>
    private async Task WriteAsync(TarEntry entry, string target, CancellationToken cancellationToken)
    {
        disk.Require(entry.Length);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var draft = Path.Combine(incoming, Guid.NewGuid().ToString("N"));
        try
        {
            await using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
            {
                await (entry.DataStream?.CopyToAsync(file, cancellationToken) ?? Task.CompletedTask);
                if (file.Length != entry.Length)
                {
                    throw new EndOfStreamException("the archive ends within a file");
                }
            }

            File.Move(draft, target, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
