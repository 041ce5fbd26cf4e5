using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Files;

/// <content>What is in a folder.</content>
public sealed partial class ConfinedFolder
{
    /// <summary>More than any folder of sources has: a list of names is held in memory.</summary>
    private const int MostEntries = 1_000_000;

    /// <summary>The entries of a folder by name, links as links.</summary>
    /// <param name="path">Below this folder; empty: this one.</param>
    /// <returns>Nothing where there is no folder.</returns>
    /// <exception cref="RefusedPathException">A link is on the way, or it has too many entries.</exception>
    public IReadOnlyList<FolderEntry> List(string path = "")
    {
        using var folder = Open(path, Libc.Folder);
        if (folder is null)
        {
            return [];
        }

        var entries = new List<FolderEntry>();
        var error = FolderRecords.Read(folder, (bytes, kind) =>
        {
            var name = PathText.Of(bytes.AsSpan()[..^1]);
            entries.Add(entries.Count < MostEntries
                ? new FolderEntry(name, kind ?? KindOf(folder, name))
                : throw new RefusedPathException(Shown(path), $"has more than {MostEntries} entries"));
        });
        if (error != 0)
        {
            throw Failure(Shown(path), error);
        }

        entries.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return entries;
    }

    /// <summary>Some file systems tell no kinds with the names.</summary>
    private static FileKind KindOf(SafeFileHandle folder, string name) =>
        Libc.Look((int)folder.DangerousGetHandle(), name, out var facts) == 0 ? FileFacts.KindOf(facts.Mode) : FileKind.Other;
}
