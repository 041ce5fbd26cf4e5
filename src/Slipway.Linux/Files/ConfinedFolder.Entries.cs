using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Files;

/// <content>What is in a folder.</content>
public sealed partial class ConfinedFolder
{
    /// <summary>More than any folder of sources has: a list of names is held in memory.</summary>
    private const int MostEntries = 1_000_000;

    // The kernel's struct linux_dirent64.
    private const int LengthOffset = 16;
    private const int KindOffset = 18;
    private const int NameOffset = 19;
    private const int KindShift = 12;

    /// <summary>The entries of a folder by name, links as links.</summary>
    /// <param name="path">Below this folder; empty: this one.</param>
    /// <returns>Nothing where there is no folder.</returns>
    /// <exception cref="RefusedPathException">A link is on the way, or it has too many entries.</exception>
    public IReadOnlyList<FolderEntry> List(string path = "")
    {
        using var folder = Open(path, FileCalls.Folder);
        if (folder is null)
        {
            return [];
        }

        var entries = new List<FolderEntry>();
        var buffer = new byte[1 << 15];
        for (nint length; (length = FileCalls.ReadFolder(folder, buffer, buffer.Length)) != 0;)
        {
            if (length < 0)
            {
                throw Failure(Shown(path), Marshal.GetLastPInvokeError());
            }

            Add(entries, buffer.AsSpan(0, (int)length), folder);
            if (entries.Count > MostEntries)
            {
                throw new RefusedPathException(Shown(path), $"has more than {MostEntries} entries");
            }
        }

        entries.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return entries;
    }

    private static void Add(List<FolderEntry> entries, ReadOnlySpan<byte> records, SafeFileHandle folder)
    {
        while (records.Length > 0)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(records[LengthOffset..]);
            var bytes = records[NameOffset..length];
            var name = Encoding.UTF8.GetString(bytes[..bytes.IndexOf((byte)0)]);
            if (name is not ("." or ".."))
            {
                entries.Add(new FolderEntry(name, KindOf(records[KindOffset], folder, name)));
            }

            records = records[length..];
        }
    }

    /// <summary>Some file systems tell no kinds with the names.</summary>
    private static FileKind KindOf(byte kind, SafeFileHandle folder, string name) =>
        kind != 0 ? FileFacts.KindOf(kind << KindShift)
        : FileCalls.Look((int)folder.DangerousGetHandle(), name, out var facts) == 0 ? FileFacts.KindOf(facts.Mode)
        : FileKind.Other;
}
