using System.Text;
using Slipway.Execution.Archives;
using Slipway.Execution.Bounds;
using Slipway.Execution.Events;
using Slipway.Linux.Files;
using Slipway.Model.Archives;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Terminals;

namespace Slipway.Execution.Artifacts;

/// <summary>Unpacks a job's artifacts into its journal: files only, and as many as there is room for.</summary>
/// <param name="room">What the job may still store.</param>
/// <param name="disk">What the journal lies on.</param>
/// <param name="text">What masks and cleans a text of a job.</param>
internal sealed class ArtifactUnpacker(IRunJournal journal, JobRef job, JobStorage room, DiskReserve disk, Func<string, string> text)
{
    /// <summary>Of a path, in UTF-8: it stands in the run's event log.</summary>
    private const int LongestPath = 1024;
    private const int ShownOfLongPath = 80;
    private const int LongestName = 255;
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Unpacks files until there is no room for the next one.</summary>
    /// <param name="tar">A plain tar whose names are relative.</param>
    /// <param name="isCut">The tar was longer than there is room for, and ends anywhere.</param>
    /// <param name="place">From the name in the tar to the artifact's path.</param>
    /// <param name="say">Learns of what is not stored though there is room.</param>
    /// <returns>The artifacts' paths, and whether there was room for all of them.</returns>
    /// <exception cref="BadArchiveException">It is no tar.</exception>
    public async Task<(IReadOnlyList<string> Stored, bool All)> UnpackAsync(
        Stream tar, bool isCut, Func<string, string> place, Action<string> say, CancellationToken cancellationToken)
    {
        var stored = new List<string>();
        var left = new FirstLines(say, "Not stored");
        try
        {
            return (stored, await UnpackAsync(new TarReader(new StreamSource(tar, cancellationToken)), place, left.Say, stored, cancellationToken) && !isCut);
        }
        catch (BadArchiveException failure) when (isCut && failure.EndsEarly)
        {
            // The file that is cut off is not stored.
            return (stored, false);
        }
        finally
        {
            left.End();
        }
    }

    /// <returns>Whether there was room for all.</returns>
    private async Task<bool> UnpackAsync(TarReader archive, Func<string, string> place, Action<string> say, List<string> stored, CancellationToken cancellationToken)
    {
        while (archive.Next() is { } entry)
        {
            var path = place(Encoding.UTF8.GetString(entry.Name.Span));
            if (!IsFile(entry, path, say))
            {
                continue;
            }

            var folders = room.ArtifactTree.NewFolders(path);
            if (!room.ArtifactFiles.TryTake(1 + folders.Count) || !room.ArtifactNames.TryTake(path.Length) || !room.Artifacts.TryTake(Bytes(entry.Size, folders.Count)))
            {
                return false;
            }

            if (TryOpen(path, say) is { } artifact)
            {
                using (artifact)
                {
                    room.ArtifactTree.Add(path);
                    disk.Require(entry.Size);
                    await CopyAsync(archive, artifact, cancellationToken);
                }

                stored.Add(path);
            }
        }

        return true;
    }

    private bool IsFile(TarEntry entry, string path, Action<string> say)
    {
        if (entry.Type == TarEntry.SymbolicLink)
        {
            say($"Not stored: {path} is a link to {Encoding.UTF8.GetString(entry.Link.Span)}, which is not there or around it");
        }

        if (entry.Type != TarEntry.File || path.Length == 0)
        {
            return false;
        }

        if (Encoding.UTF8.GetByteCount(path) is var length and > LongestPath)
        {
            say($"Not stored: a path of {length} bytes, {LongestPath} are allowed: {CutText.Cut(text(path), ShownOfLongPath)}");
            return false;
        }

        if (path.Contains('\0', StringComparison.Ordinal) || path.Split('/').Any(name => Encoding.UTF8.GetByteCount(name) > LongestName))
        {
            say($"Not stored: {path} has a name that no file can have");
            return false;
        }

        return true;
    }

    /// <summary>What a file takes with its folders. The size is the archive's word, and may be any number.</summary>
    private static long Bytes(long size, int folders) => Math.Min(size, long.MaxValue - ((long)folders * StorageLimits.FolderBytes)) + ((long)folders * StorageLimits.FolderBytes);

    /// <returns>Null where what is stored there already, by this job or by an earlier attempt of it, is in the way, which is said.</returns>
    private IOpenArtifact? TryOpen(string path, Action<string> say)
    {
        try
        {
            if (room.ArtifactTree.FindConflict(path) is not { } conflict)
            {
                return journal.OpenArtifact(job, path);
            }

            say($"Not stored: {path}: {conflict}");
        }
        catch (RefusedPathException refused)
        {
            say($"Not stored: {path}: {refused.Message}");
        }

        return null;
    }

    /// <summary>An artifact is there whole or not at all.</summary>
    private static async Task CopyAsync(TarReader archive, IOpenArtifact artifact, CancellationToken cancellationToken)
    {
        await using var content = new EntryContent(archive);
        var chunk = new byte[ChunkBytes];
        for (int count; (count = await content.ReadAsync(chunk, cancellationToken)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            artifact.Write(chunk.AsSpan(0, count));
        }

        artifact.Complete();
    }
}
