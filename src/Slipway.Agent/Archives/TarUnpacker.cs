using System.Runtime.InteropServices;
using Slipway.Agent.Linux;
using Slipway.Model.Archives;
using Slipway.Model.Texts;

namespace Slipway.Agent.Archives;

/// <summary>
/// Unpacks a tar below a folder. Nothing of the archive leads out of it: names with <c>..</c> are refused, no link that an archive brought is gone through
/// (<see cref="TargetFolder"/>), a hard link leads to a file that the same archive made, and modes, owners and times are set on what is open.
/// Of what is in the way only folders with content stay. Devices and sockets are left out.
/// </summary>
internal sealed unsafe class TarUnpacker : IDisposable
{
    private const uint PrivateFolder = 0x1C0; // 0700 until the folder is complete
    private const uint PrivateFile = 0x180; // 0600 until the file is complete
    private const uint SetUserId = 0x800;
    private const uint SetGroupId = 0x400;

    private readonly TargetFolder _target;
    private readonly bool _keepOwners;
    private readonly long _mostBytes;
    private readonly HashSet<(uint, uint, ulong)> _made = [];
    private readonly Dictionary<string, TarEntry> _folders = [];

    public TarUnpacker(string directory, bool keepOwners, long mostBytes, BroughtLinks links)
    {
        _mostBytes = mostBytes;
        _target = new TargetFolder(directory, links);
        _keepOwners = keepOwners && Libc.GetUserId() == 0;
    }

    public int Entries { get; private set; }

    public long Bytes { get; private set; }

    public void Unpack(TarReader archive)
    {
        while (archive.Next() is { } entry)
        {
            var path = ArchivePath.Clean(entry.Name);
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

        FinishFolders();
    }

    public void Dispose() => _target.Dispose();

    private static (string Folder, string Name) Divide(string path)
    {
        var slash = path.LastIndexOf('/');
        return (slash < 0 ? "" : path[..slash], path[(slash + 1)..]);
    }

    private void Place(TarReader archive, TarEntry entry, string path)
    {
        var (folder, last) = Divide(path);
        var parent = _target.Make(folder);
        fixed (byte* name = TargetFolder.Native(last))
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
                    MakePipe(parent, name, path, entry);
                    break;
                default:
                    break;
            }
        }
    }

    private void MakeFolder(int parent, byte* name, string path, TarEntry entry)
    {
        if (Libc.MakeDirectoryAt(parent, name, PrivateFolder) != 0)
        {
            if (Marshal.GetLastPInvokeError() != SystemCallException.Exists)
            {
                throw SystemCallException.Last($"cannot make {path}");
            }

            var isThere = TargetFolder.Look(parent, name) switch
            {
                { Type: Libc.FolderType } => true,
                { Type: Libc.LinkType } link => _target.IsKept(link, path),
                _ => false,
            };
            if (!isThere)
            {
                Remove(parent, name);
                Check(Libc.MakeDirectoryAt(parent, name, PrivateFolder), path);
            }
        }

        _folders[path] = entry;
    }

    private void WriteFile(TarReader archive, int parent, byte* name, string path, TarEntry entry)
    {
        if (entry.Size > _mostBytes - Bytes)
        {
            throw new BadArchiveException($"The archive's files hold more than the {ByteText.Of(_mostBytes)} that limits.unpacked allows.");
        }

        using var file = CreateFile(parent, name) ?? throw SystemCallException.Last($"cannot write {path}");
        while (archive.ReadContent() is { Length: > 0 } content)
        {
            file.Write(content);
            Bytes += content.Length;
        }

        _made.Add(Libc.Identity(file.Status()));
        Finish(file, entry);
    }

    private static Descriptor? CreateFile(int parent, byte* name)
    {
        var flags = Libc.WriteOnly | Libc.Create | Libc.Exclusive | Libc.NoFollow;
        var file = Descriptor.OpenAt(parent, name, flags, PrivateFile);
        if (file is null && Marshal.GetLastPInvokeError() == SystemCallException.Exists)
        {
            Remove(parent, name);
            file = Descriptor.OpenAt(parent, name, flags, PrivateFile);
        }

        return file;
    }

    private void MakeSymbolicLink(int parent, byte* name, string path, TarEntry entry)
    {
        Remove(parent, name);
        fixed (byte* target = (byte[])[.. entry.Link.Span, 0])
        {
            Check(Libc.SymbolicLinkAt(target, parent, name), path);
        }

        _target.Brought(parent, name);
        if (_keepOwners)
        {
            _ = Libc.ChangeOwnerAt(parent, name, entry.User, entry.Group, Libc.AtNoFollow);
        }

        var times = stackalloc Libc.Time[2];
        times[0] = times[1] = Modified(entry);
        _ = Libc.SetTimesAt(parent, name, times, Libc.AtNoFollow);
    }

    private void MakeHardLink(int parent, byte* name, string path, TarEntry entry)
    {
        var target = ArchivePath.Clean(entry.Link);
        if (target == path)
        {
            // Older archives name a file twice when a path lies in another one.
            return;
        }

        var (folder, last) = Divide(target);
        using var place = _target.Find(folder, Libc.PlaceOnly);
        fixed (byte* native = TargetFolder.Native(last))
        {
            var file = place is null ? null : TargetFolder.Look(place.Number, native);
            if (file is null || !_made.Contains(Libc.Identity(file.Value)))
            {
                throw new BadArchiveException($"The archive's {path} is a hard link to {target}, which is no file of the same archive.");
            }

            Remove(parent, name);
            Check(Libc.LinkAt(place!.Number, native, parent, name, 0), path);
        }
    }

    private void MakePipe(int parent, byte* name, string path, TarEntry entry)
    {
        Remove(parent, name);
        Check(Libc.MakePipeAt(parent, name, PrivateFile), path);
        // For both ways, since that waits for nobody.
        using var pipe = Descriptor.OpenAt(parent, name, Libc.ReadWrite | Libc.NonBlocking | Libc.NoFollow, 0);
        if (pipe is not null)
        {
            Finish(pipe, entry);
        }
    }

    /// <summary>Last, and the deepest first, because making files in a folder changes its time and may need its write permission.</summary>
    private void FinishFolders()
    {
        foreach (var (path, entry) in _folders.OrderByDescending(folder => folder.Key.Count(letter => letter == '/')))
        {
            // Something else of the archive may have taken its place.
            using var folder = _target.Find(path, Libc.ReadOnly);
            if (folder is not null)
            {
                Finish(folder, entry);
            }
        }
    }

    /// <summary>Gives what is open its owner, mode and time. A set-id bit holds only for the owner that the archive names.</summary>
    private void Finish(Descriptor file, TarEntry entry)
    {
        var isOwned = _keepOwners && Libc.ChangeOwner(file.Number, entry.User, entry.Group) == 0;
        var lost = entry.Type == TarEntry.Folder || isOwned
            ? 0
            : (entry.User == Libc.GetUserId() ? 0 : SetUserId) | (entry.Group == Libc.GetGroupId() ? 0 : SetGroupId);
        _ = Libc.ChangeMode(file.Number, entry.Mode & ~lost);
        var times = stackalloc Libc.Time[2];
        times[0] = times[1] = Modified(entry);
        _ = Libc.SetTimes(file.Number, times);
    }

    private static Libc.Time Modified(TarEntry entry) => new() { Seconds = entry.ModifiedSeconds, Nanoseconds = entry.ModifiedNanoseconds };

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
}
