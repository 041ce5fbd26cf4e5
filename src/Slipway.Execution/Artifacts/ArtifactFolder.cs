using System.Text;
using Slipway.Execution.Archives;
using Slipway.Execution.Bounds;
using Slipway.Linux.Files;
using Slipway.Model.Archives;
using Slipway.Model.Assignments;
using Slipway.Model.Terminals;

namespace Slipway.Execution.Artifacts;

/// <summary>A job's artifacts: files only, and never outside of the folder, whatever the archive says: all is opened below it, and no link is followed.</summary>
/// <param name="folder">Where the artifacts lie.</param>
/// <param name="incoming">Where they are written first; it exists, on the same disk.</param>
/// <param name="room">What the job may still store.</param>
/// <param name="disk">What the folders lie on.</param>
/// <param name="text">What masks and cleans a text of a job.</param>
internal sealed class ArtifactFolder(string folder, string incoming, JobStorage room, DiskReserve disk, Func<string, string> text)
{
    /// <summary>Of a path, in UTF-8: it stands in the run's event log.</summary>
    private const int LongestPath = 1024;
    private const int ShownOfLongPath = 80;
    private const int LongestName = 255;

    /// <summary>Folders that are known to be there.</summary>
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal) { "" };

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
        Directory.CreateDirectory(folder);
        using var target = Open(folder);
        using var drafts = Open(incoming);
        var stored = new List<string>();
        var left = new FirstLines(say, "Not stored");
        try
        {
            return (stored, await UnpackAsync(new TarReader(new StreamSource(tar, cancellationToken)), place, left.Say, (target, drafts), stored, cancellationToken) && !isCut);
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
    private async Task<bool> UnpackAsync(
        TarReader archive, Func<string, string> place, Action<string> say, (ConfinedFolder Target, ConfinedFolder Drafts) at, List<string> stored, CancellationToken cancellationToken)
    {
        while (archive.Next() is { } entry)
        {
            var path = place(Encoding.UTF8.GetString(entry.Name.Span));
            if (!IsFile(entry, path, say))
            {
                continue;
            }

            var folders = NewFolders(at.Target, path);
            if (!room.ArtifactFiles.TryTake(1 + folders.Count) || !room.ArtifactNames.TryTake(path.Length) || !room.Artifacts.TryTake(Bytes(entry.Size, folders.Count)))
            {
                return false;
            }

            if (TryMakePlace(at.Target, path, say))
            {
                _folders.UnionWith(folders);
                await WriteAsync(archive, entry.Size, at.Drafts, at.Target, path, cancellationToken);
                stored.Add(path);
            }
        }

        return true;
    }

    private static ConfinedFolder Open(string path) => ConfinedFolder.TryOpen(path) ?? throw new DirectoryNotFoundException($"{path} is not there");

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

    /// <summary>The folders above a file that would have to be made: each is as much as a file to the disk.</summary>
    private List<string> NewFolders(ConfinedFolder target, string path)
    {
        List<string> made = [];
        for (var slash = path.LastIndexOf('/'); slash > 0 && !_folders.Contains(path[..slash]); slash = path.LastIndexOf('/', slash - 1))
        {
            if (!IsThere(target, path[..slash]))
            {
                made.Add(path[..slash]);
            }
        }

        return made;
    }

    private static bool IsThere(ConfinedFolder target, string folder)
    {
        try
        {
            return target.Look(folder) is not null;
        }
        catch (RefusedPathException)
        {
            // No folder will be made there, and the file is not stored.
            return true;
        }
    }

    /// <summary>Makes the folders above a file, unless what is stored there already is in the way.</summary>
    private static bool TryMakePlace(ConfinedFolder target, string path, Action<string> say)
    {
        try
        {
            target.MakeFolders(path[..Math.Max(0, path.LastIndexOf('/'))]);
            return target.Look(path)?.Kind is not FileKind.Folder;
        }
        catch (RefusedPathException refused)
        {
            say($"Not stored: {path}: {refused.Message}");
            return false;
        }
    }

    /// <summary>An artifact is there whole or not at all.</summary>
    private async Task WriteAsync(TarReader archive, long size, ConfinedFolder drafts, ConfinedFolder target, string path, CancellationToken cancellationToken)
    {
        disk.Require(size);
        var draft = Guid.NewGuid().ToString("N");
        try
        {
            await using (var file = drafts.Create(draft))
            {
                await using var content = new EntryContent(archive);
                await content.CopyToAsync(file, cancellationToken);
            }

            drafts.Move(draft, target, path);
        }
        finally
        {
            drafts.Remove(draft);
        }
    }
}
