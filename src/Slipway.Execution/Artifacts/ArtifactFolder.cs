using System.Formats.Tar;

namespace Slipway.Execution.Artifacts;

/// <summary>Unpacks what a job stores into its artifacts folder: files only, and never outside of it, whatever the archive says.</summary>
internal static class ArtifactFolder
{
    /// <param name="tar">A plain tar whose names are relative.</param>
    /// <param name="folder">Where the artifacts lie.</param>
    /// <param name="place">From the name in the tar to the artifact's path.</param>
    /// <param name="cancellationToken">Between files.</param>
    /// <returns>The artifacts' paths.</returns>
    public static async Task<IReadOnlyList<string>> UnpackAsync(Stream tar, string folder, Func<string, string> place, CancellationToken cancellationToken)
    {
        var stored = new List<string>();
        await using var reader = new TarReader(tar);
        while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
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
            await using var file = new FileStream(target, FileMode.Create, FileAccess.Write);
            await (entry.DataStream?.CopyToAsync(file, cancellationToken) ?? Task.CompletedTask);
            stored.Add(path);
        }

        return stored;
    }
}
