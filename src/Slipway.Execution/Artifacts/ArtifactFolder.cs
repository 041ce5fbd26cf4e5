using System.Formats.Tar;

namespace Slipway.Execution.Artifacts;

/// <summary>Unpacks what a job stores into its artifacts folder: files only, and never outside of it, whatever the archive says.</summary>
internal static class ArtifactFolder
{
    /// <param name="tar">A plain tar whose names are relative.</param>
    /// <param name="folder">Where the artifacts lie.</param>
    /// <param name="incoming">Where they are written first; it exists, on the same disk.</param>
    /// <param name="place">From the name in the tar to the artifact's path.</param>
    /// <param name="say">Learns of what is no file.</param>
    /// <param name="cancellationToken">Between files.</param>
    /// <returns>The artifacts' paths.</returns>
    public static async Task<IReadOnlyList<string>> UnpackAsync(Stream tar, string folder, string incoming, Func<string, string> place, Action<string> say, CancellationToken cancellationToken)
    {
        var stored = new List<string>();
        await using var reader = new TarReader(tar);
        while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (entry.EntryType is TarEntryType.SymbolicLink)
            {
                say($"Not stored: {place(entry.Name)} is a link to {entry.LinkName}, which is not there or around it");
            }

            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
            {
                continue;
            }

            var path = place(entry.Name);
            var target = Path.Combine(folder, path);
            if (path.Length == 0 || Directory.Exists(target))
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await WriteAsync(entry, Path.Combine(incoming, Guid.NewGuid().ToString("N")), target, cancellationToken);
            stored.Add(path);
        }

        return stored;
    }

    /// <summary>An artifact is there whole or not at all.</summary>
    private static async Task WriteAsync(TarEntry entry, string draft, string target, CancellationToken cancellationToken)
    {
        try
        {
            await using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
            {
                await (entry.DataStream?.CopyToAsync(file, cancellationToken) ?? Task.CompletedTask);
            }

            File.Move(draft, target, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
