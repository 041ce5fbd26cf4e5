using System.Runtime.InteropServices;
using System.Text;
using Slipway.Agent.Linux;
using Slipway.Agent.Processes;

namespace Slipway.Agent.Archives;

/// <summary>
/// Unpacks a tar below a folder. Nothing of the archive leads out of it: names with <c>..</c> are refused, and so is going through a
/// symbolic link that the archive itself made. Links that were there before are followed, as the user's own.
/// </summary>
internal sealed unsafe class TarUnpacker : IDisposable
{
    private const uint PrivateFolder = 0x1C0; // 0700 until the folder is complete
    private const uint NewFolder = 0x1ED; // 0755

    private readonly Descriptor _root;
    private readonly bool _keepOwners;
    private readonly long _mostBytes;
    private readonly HashSet<string> _links = [];
    private readonly List<(byte[] Path, TarEntry Entry)> _folders = [];
    private string _parentName = "";
    private Descriptor? _parent;

    public TarUnpacker(string directory, bool keepOwners, long mostBytes = long.MaxValue)
    {
        _mostBytes = mostBytes;
        JobFolder.Make(directory);
        _root = Descriptor.Open(directory, Libc.ReadOnly | Libc.Directory);
        _keepOwners = keepOwners && Libc.GetUserId() == 0;
    }

    public int Entries { get; private set; }

    public long Bytes { get; private set; }

    public void Unpack(TarReader archive)
    {
        while (archive.Next() is { } entry)
        {
            // Latin-1 keeps every byte, so that names need not be valid text.
            var path = Clean(Encoding.Latin1.GetString(entry.Name));
            if (path.Length > 0)
            {
                Place(archive, entry, path);
                Entries++;
            }
            else if (entry.Type == TarEntry.Folder)
            {
                Entries++;
            }
        }

        // Last, and the deepest first, because making files in a folder changes its time and may need its write permission.
        for (var i = _folders.Count - 1; i >= 0; i--)
        {
            var (path, entry) = _folders[i];
            fixed (byte* native = path)
            {
                Finish(_root.Number, native, entry, followed: true);
            }
        }
    }

    public void Dispose()
    {
        _parent?.Dispose();
        _root.Dispose();
    }

    private static string Clean(string name)
    {
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();
        return parts.Contains("..") ? throw new BadArchiveException($"The archive's entry {name} leads out of its folder.") : string.Join('/', parts);
    }

    private static byte[] Native(string path)
    {
        var bytes = new byte[path.Length + 1];
        Encoding.Latin1.GetBytes(path, bytes);
        return bytes;
    }

    private void Place(TarReader archive, TarEntry entry, string path)
    {
        var slash = path.LastIndexOf('/');
        var parent = Parent(slash < 0 ? "" : path[..slash]);
        fixed (byte* name = Native(path[(slash + 1)..]))
        {
            switch (entry.Type)
            {
                case TarEntry.Folder:
                    MakeFolder(parent, name, path, entry);
                    break;
                case TarEntry.File:
                    WriteFile(archive, parent, name, path, entry);
                    break;
                case TarEntry.SymbolicLink:
                    MakeSymbolicLink(parent, name, path, entry);
                    break;
                case TarEntry.HardLink:
                    MakeHardLink(parent, name, path, entry);
                    break;
                case TarEntry.Fifo:
                    Remove(parent, name);
                    Check(Libc.MakePipeAt(parent, name, entry.Mode), path);
                    Finish(parent, name, entry, followed: false);
                    break;
                default:
                    break;
            }
        }
    }

    private void MakeFolder(int parent, byte* name, string path, TarEntry entry)
    {
        RefuseArchiveLink(path);
        if (Libc.MakeDirectoryAt(parent, name, PrivateFolder) != 0)
        {
            if (Marshal.GetLastPInvokeError() != SystemCallException.Exists)
            {
                throw SystemCallException.Last($"cannot make {path}");
            }

            Libc.FileStatus status;
            if (Libc.Statx(parent, name, 0, 0x7FF, &status) != 0 || status.Type != 0x4000)
            {
                Remove(parent, name);
                Check(Libc.MakeDirectoryAt(parent, name, PrivateFolder), path);
            }
        }

        _folders.Add((Native(path), entry));
    }

    private void WriteFile(TarReader archive, int parent, byte* name, string path, TarEntry entry)
    {
        if (entry.Size > _mostBytes - Bytes)
        {
            throw new BadArchiveException($"The archive's files hold more than the {_mostBytes} bytes that limits.unpacked allows.");
        }

        Remove(parent, name);
        using var file = Descriptor.OpenAt(parent, name, Libc.WriteOnly | Libc.Create | Libc.Exclusive | Libc.NoFollow, 0x180)
            ?? throw SystemCallException.Last($"cannot write {path}");
        while (archive.ReadContent() is { Length: > 0 } content)
        {
            file.Write(content);
            Bytes += content.Length;
        }

        Finish(parent, name, entry, followed: false);
        _links.Remove(path);
    }

    private void MakeSymbolicLink(int parent, byte* name, string path, TarEntry entry)
    {
        Remove(parent, name);
        fixed (byte* target = (byte[])[.. entry.Link, 0])
        {
            Check(Libc.SymbolicLinkAt(target, parent, name), path);
        }

        Finish(parent, name, entry, followed: false);
        _links.Add(path);
    }

    private void MakeHardLink(int parent, byte* name, string path, TarEntry entry)
    {
        var target = Clean(Encoding.Latin1.GetString(entry.Link));
        if (target == path)
        {
            // Older archives name a file twice when a path lies in another one.
            return;
        }

        var slash = target.LastIndexOf('/');
        RefuseArchiveLinks(slash < 0 ? "" : target[..slash]);
        Remove(parent, name);
        fixed (byte* native = Native(target))
        {
            Check(Libc.LinkAt(_root.Number, native, parent, name, 0), path);
        }
    }

    private void Finish(int parent, byte* name, TarEntry entry, bool followed)
    {
        var link = entry.Type == TarEntry.SymbolicLink;
        if (_keepOwners)
        {
            _ = Libc.ChangeOwnerAt(parent, name, entry.User, entry.Group, followed ? 0 : Libc.AtNoFollow);
        }

        if (!link)
        {
            _ = Libc.ChangeModeAt(parent, name, entry.Mode, 0);
        }

        var times = stackalloc Libc.Time[2];
        times[0] = times[1] = new Libc.Time { Seconds = entry.ModifiedSeconds, Nanoseconds = entry.ModifiedNanoseconds };
        _ = Libc.SetTimesAt(parent, name, times, followed ? 0 : Libc.AtNoFollow);
    }

    /// <summary>Whatever is in the way of a new file goes, unless it is a folder with content.</summary>
    private static void Remove(int parent, byte* name)
    {
        if (Libc.UnlinkAt(parent, name, 0) != 0 && Marshal.GetLastPInvokeError() is SystemCallException.IsDirectory or SystemCallException.NotPermitted)
        {
            _ = Libc.UnlinkAt(parent, name, Libc.AtRemoveDirectory);
        }
    }

    private static void Check(int result, string path)
    {
        if (result != 0)
        {
            throw SystemCallException.Last($"cannot make {path}");
        }
    }

    /// <summary>The open folder for a path, made where it is missing. The last one stays open for the entries that follow.</summary>
    private int Parent(string path)
    {
        if (path.Length == 0)
        {
            return _root.Number;
        }

        if (_parent is not null && _parentName == path)
        {
            return _parent.Number;
        }

        RefuseArchiveLinks(path);
        _parent?.Dispose();
        _parent = OpenFolder(path) ?? MakeFolders(path);
        _parentName = path;
        return _parent.Number;
    }

    private Descriptor? OpenFolder(string path)
    {
        fixed (byte* native = Native(path))
        {
            return Descriptor.OpenAt(_root.Number, native, Libc.ReadOnly | Libc.Directory, 0);
        }
    }

    private Descriptor MakeFolders(string path)
    {
        for (var end = path.IndexOf('/', StringComparison.Ordinal); ; end = path.IndexOf('/', end + 1))
        {
            fixed (byte* native = Native(end < 0 ? path : path[..end]))
            {
                _ = Libc.MakeDirectoryAt(_root.Number, native, NewFolder);
            }

            if (end < 0)
            {
                return OpenFolder(path) ?? throw SystemCallException.Last($"cannot make {path}");
            }
        }
    }

    private void RefuseArchiveLinks(string path)
    {
        for (var end = path.IndexOf('/', StringComparison.Ordinal); end >= 0 && _links.Count > 0; end = path.IndexOf('/', end + 1))
        {
            RefuseArchiveLink(path[..end]);
        }

        RefuseArchiveLink(path);
    }

    private void RefuseArchiveLink(string path)
    {
        if (_links.Contains(path))
        {
            throw new BadArchiveException($"The archive goes through its own link {path}.");
        }
    }
}
