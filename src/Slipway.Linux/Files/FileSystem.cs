using System.Diagnostics;
using System.Runtime.InteropServices;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Files;

/// <summary>What the kernel says about the file system under a path, and about a file's real size.</summary>
internal static unsafe partial class FileSystem
{
    private const long BtrfsMagic = 0x9123683E;
    private const int StatBytes = 256;
    private const uint BlocksMask = 0x400;

    public static bool IsBtrfs(string path) => FileSystemFacts.Of(path)?.Magic == BtrfsMagic;

    /// <summary>Bytes that can still be written there.</summary>
    public static long FreeBytes(string path) => FileSystemFacts.Of(path) is { } facts ? facts.BlockBytes * facts.FreeBlocks : throw StorageCallException.Last("statfs", path);

    /// <summary>Bytes all files of the file system may take together.</summary>
    public static long SizeBytes(string path) => FileSystemFacts.Of(path) is { } facts ? facts.BlockBytes * facts.Blocks : throw StorageCallException.Last("statfs", path);

    /// <summary>Bytes a file takes on disk, holes not counted; a link is not followed.</summary>
    public static long AllocatedBytes(string path)
    {
        var buffer = stackalloc byte[StatBytes];
        if (StatX(Syscalls.CurrentFolder, path, NoFollow, BlocksMask, buffer) != 0)
        {
            throw StorageCallException.Last("statx", path);
        }

        Debug.Assert((*(uint*)buffer & BlocksMask) != 0, "Every Linux file system counts blocks.");
        return *(long*)(buffer + BlocksOffset) * 512;
    }

    /// <summary>The user whose a file or folder is; null: there is none. A link is not followed.</summary>
    public static uint? OwnerOf(string path)
    {
        var buffer = stackalloc byte[StatBytes];
        return StatX(Syscalls.CurrentFolder, path, NoFollow, UserMask, buffer) == 0 ? *(uint*)(buffer + UserOffset) : null;
    }

    private const uint UserMask = 0x8;
    private const int UserOffset = 20;
    private const int NoFollow = 0x100;
    private const int BlocksOffset = 48;

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatX(int folder, string path, int flags, uint mask, byte* result);
}
