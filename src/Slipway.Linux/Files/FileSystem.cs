using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Files;

/// <summary>What the kernel says about the file system under a path, and about a file's real size.</summary>
internal static class FileSystem
{
    private const long BtrfsMagic = 0x9123683E;
    private const long BytesOfBlock = 512;

    public static bool IsBtrfs(string path) => FileSystemFacts.Of(path)?.Magic == BtrfsMagic;

    /// <summary>Bytes that can still be written there.</summary>
    public static long FreeBytes(string path) => Of(path).FreeBytes;

    /// <summary>Bytes a file takes on disk, holes not counted; a link is not followed.</summary>
    public static long AllocatedBytes(string path) =>
        Libc.Look(Libc.CurrentFolder, path, out var facts) == 0 ? (long)facts.Blocks * BytesOfBlock : throw new KernelException($"look at {path}");

    /// <summary>The user whose a file or folder is; null: there is none. A link is not followed.</summary>
    public static uint? OwnerOf(string path) => Libc.Look(Libc.CurrentFolder, path, out var facts) == 0 ? facts.Owner : null;

    /// <summary>Opens a folder for what is asked of it by descriptor.</summary>
    /// <exception cref="IOException">It is not there or is no folder.</exception>
    public static SafeFileHandle OpenFolder(string path)
    {
        var descriptor = Libc.OpenAt(Libc.CurrentFolder, path, Libc.Folder | Libc.CloseOnExec, 0);
        return descriptor < 0 ? throw new KernelException($"open the folder {path}") : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static FileSystemFacts Of(string path) => FileSystemFacts.Of(path) ?? throw new KernelException($"ask for the file system of {path}");
}
