using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Linux.Kernel;

namespace Slipway.Engines.Btrfs;

/// <summary>Makes, copies and deletes btrfs subvolumes by the kernel's own calls: milliseconds, and no child process.</summary>
internal static unsafe class BtrfsSubvolume
{
    private const nuint SnapshotRequest = 0x50009417;
    private const nuint CreateRequest = 0x50009418;
    private const nuint DestroyRequest = 0x5000943f;
    private const nuint GetFlagsRequest = 0x80089419;
    private const nuint SetFlagsRequest = 0x4008941a;
    private const nuint LookupRequest = 0xd0009412;

    private const ulong ReadOnlyFlag = 1 << 1;
    private const ulong InheritFlag = 1 << 2;
    private const ulong ByIdFlag = 1 << 4;
    private const int RootFolderInode = 256;
    private const int BufferBytes = 4096;
    private const int MaxNameBytes = 4039;

    /// <summary>Makes an empty subvolume, a member of the quota group if one is named.</summary>
    public static void Create(string path, ulong? quotaGroup = null) =>
        WithArguments(CreateRequest, path, source: null, flags: 0, quotaGroup, "make the subvolume");

    /// <summary>Makes <paramref name="path"/> a snapshot of <paramref name="source"/>, a member of the quota group if one is named.</summary>
    public static void Snapshot(string source, string path, bool readOnly = false, ulong? quotaGroup = null)
    {
        using var sourceFolder = FileSystem.OpenFolder(source);
        WithArguments(SnapshotRequest, path, sourceFolder, readOnly ? ReadOnlyFlag : 0, quotaGroup, "make the snapshot");
    }

    public static bool Exists(string path)
    {
        if (!Directory.Exists(path))
        {
            return false;
        }

        using var folder = FileSystem.OpenFolder(path);
        ulong flags;
        return Libc.Ioctl(folder, GetFlagsRequest, &flags) == 0;
    }

    public static void SetReadOnly(string path, bool readOnly)
    {
        using var folder = FileSystem.OpenFolder(path);
        ulong flags;
        Check(Libc.Ioctl(folder, GetFlagsRequest, &flags), "read the flags of", path);
        flags = readOnly ? flags | ReadOnlyFlag : flags & ~ReadOnlyFlag;
        Check(Libc.Ioctl(folder, SetFlagsRequest, &flags), "set the flags of", path);
    }

    /// <summary>The subvolume's number in its file system; its own quota group is <c>0/number</c>.</summary>
    public static ulong Number(string path)
    {
        using var folder = FileSystem.OpenFolder(path);
        return Number(folder, path);
    }

    /// <summary>Deletes a subvolume with all that was made inside it. The kernel frees the space behind the call.</summary>
    /// <returns>The numbers of the deleted ones, the subvolume itself last; empty when it is not there.</returns>
    public static IReadOnlyList<ulong> Delete(string path)
    {
        if (!Exists(path))
        {
            return [];
        }

        var parent = Path.GetDirectoryName(path) ?? throw new ArgumentException("A file system's root is not deleted.", nameof(path));
        List<ulong> numbers = [];
        using (var folder = FileSystem.OpenFolder(path))
        {
            CollectDeepestFirst(folder, Number(folder, path), numbers);
        }

        using var parentFolder = FileSystem.OpenFolder(parent);
        foreach (var number in numbers)
        {
            DeleteByNumber(parentFolder, number, path);
        }

        return numbers;
    }

    private static ulong Number(SafeFileHandle folder, string path)
    {
        var buffer = new byte[BufferBytes];
        fixed (byte* pointer = buffer)
        {
            ((ulong*)pointer)[1] = RootFolderInode;
            Check(Libc.Ioctl(folder, LookupRequest, pointer), "look up", path);
            return ((ulong*)pointer)[0];
        }
    }

    private static void CollectDeepestFirst(SafeFileHandle folder, ulong number, List<ulong> found)
    {
        foreach (var child in BtrfsRootTree.Children(folder, number))
        {
            CollectDeepestFirst(folder, child, found);
        }

        found.Add(number);
    }

    private static void DeleteByNumber(SafeFileHandle parent, ulong number, string path)
    {
        var buffer = new byte[BufferBytes];
        fixed (byte* pointer = buffer)
        {
            *(ulong*)(pointer + 16) = ByIdFlag;
            *(ulong*)(pointer + 56) = number;
            if (Libc.Ioctl(parent, DestroyRequest, pointer) != 0 && Marshal.GetLastPInvokeError() != Errno.NotThere)
            {
                throw new KernelException($"delete the subvolume {path}");
            }
        }
    }

    private static void WithArguments(nuint request, string path, SafeFileHandle? source, ulong flags, ulong? quotaGroup, string what)
    {
        var name = Encoding.UTF8.GetBytes(Path.GetFileName(path));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, MaxNameBytes, nameof(path));
        using var parent = FileSystem.OpenFolder(Path.GetDirectoryName(path)!);
        var inherit = stackalloc ulong[10];
        new Span<ulong>(inherit, 10).Clear();
        var buffer = new byte[BufferBytes];
        fixed (byte* pointer = buffer)
        {
            *(long*)pointer = source?.DangerousGetHandle() ?? 0;
            *(ulong*)(pointer + 16) = flags;
            if (quotaGroup is { } group)
            {
                inherit[1] = 1;
                inherit[9] = group;
                *(ulong*)(pointer + 16) = flags | InheritFlag;
                *(ulong*)(pointer + 24) = 10 * sizeof(ulong);
                *(nint*)(pointer + 32) = (nint)inherit;
            }

            name.CopyTo(new Span<byte>(pointer + 56, MaxNameBytes));
            Check(Libc.Ioctl(parent, request, pointer), what, path);
        }
    }

    private static void Check(int result, string what, string path)
    {
        if (result != 0)
        {
            throw new KernelException($"{what} {path}");
        }
    }
}
