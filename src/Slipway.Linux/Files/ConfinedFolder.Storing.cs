using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Files;

/// <content>Files of any size and the folders above them, for what somebody else names.</content>
public sealed partial class ConfinedFolder
{
    /// <summary>rwxrwxrwx, of which the process' mask takes its part.</summary>
    private const uint OrdinaryFolderMode = 0x1ff;

    /// <summary>Makes a folder with those above it, as far as they are not there.</summary>
    /// <exception cref="RefusedPathException">A link is on the way, or something that is no folder.</exception>
    /// <exception cref="IOException">It cannot be made: no space, or a name that no file can have.</exception>
    public void MakeFolders(string path)
    {
        var parts = Parts(path);
        for (var count = 0; count < parts.Length; count++)
        {
            using var above = OpenFolder(parts[..count]);
            if (Libc.MakeFolder(above, parts[count], OrdinaryFolderMode) != 0 && Marshal.GetLastPInvokeError() is not Errno.AlreadyThere and var error)
            {
                throw Failure(Shown(path), error);
            }
        }

        OpenFolder(parts).Dispose();
    }

    /// <summary>A new file, open for writing.</summary>
    /// <exception cref="RefusedPathException">A link is on the way, or something that is no folder.</exception>
    /// <exception cref="IOException">There is something at the path, or it cannot be made.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The stream that is returned owns the handle.")]
    public FileStream Create(string path)
    {
        var parts = Parts(path);
        using var folder = OpenFolder(parts[..^1]);
        return _open.Open(folder, [parts[^1]], Libc.WriteOnly | Libc.Create | Libc.Exclusive, OrdinaryMode, out var error) is { } file
            ? new FileStream(file, FileAccess.Write)
            : throw Failure(Shown(path), error);
    }

    /// <summary>Moves a file to another such folder; a file or link that is there is replaced and not followed.</summary>
    /// <exception cref="RefusedPathException">A link is on the way, or something that is no folder.</exception>
    /// <exception cref="IOException">A folder is there, or the other folder lies on another disk.</exception>
    public void Move(string path, ConfinedFolder target, string targetPath)
    {
        var (from, to) = (Parts(path), target.Parts(targetPath));
        using var source = OpenFolder(from[..^1]);
        using var place = target.OpenFolder(to[..^1]);
        if (Libc.Rename(source, from[^1], place, to[^1]) != 0)
        {
            throw Failure(target.Shown(targetPath), Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Removes a file or link, if there is one.</summary>
    public void Remove(string path)
    {
        var parts = Parts(path);
        using var folder = OpenFolder(parts[..^1]);
        _ = Libc.Remove(folder, parts[^1], 0);
    }

    private SafeFileHandle OpenFolder(string[] parts)
    {
        var path = string.Join('/', parts);
        return Open(path, Libc.Folder | Libc.PlaceOnly) ?? throw new RefusedPathException(Shown(path), "is no folder");
    }
}
