using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Kernel;

/// <content>Files and folders: what opens, looks at and lists them, with the numbers that it takes.</content>
internal static partial class Libc
{
    public const int CurrentFolder = -100;

    public const int WriteOnly = 0x1;
    public const int ReadWrite = 0x2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int NoTerminal = 0x100;
    public const int NotBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    /// <summary>O_PATH: a place in the tree, nothing is opened for reading.</summary>
    public const int PlaceOnly = 0x200000;

    /// <summary>LOCK_EX and LOCK_NB of <see cref="Lock"/>.</summary>
    public const int ExclusiveAtOnce = 2 | 4;

    /// <summary>LOCK_SH and LOCK_NB.</summary>
    public const int SharedAtOnce = 1 | 4;

    /// <summary>LOCK_UN.</summary>
    public const int Unlock = 8;

    /// <summary>AT_REMOVEDIR.</summary>
    public const int RemoveFolder = 0x200;

    private const nint OpenAt2Number = 437;
    private const int EmptyPath = 0x1000;
    private const int NoFollow = 0x100;
    private const uint BasicFacts = 0x7ff;

    /// <summary>RESOLVE_NO_MAGICLINKS, RESOLVE_NO_SYMLINKS and RESOLVE_BENEATH.</summary>
    private const ulong BeneathWithoutLinks = 0x2 | 0x4 | 0x8;

    /// <summary>O_DIRECTORY: only a folder is opened.</summary>
    public static int Folder { get; } = IsArm ? 0x4000 : 0x10000;

    /// <summary>O_NOFOLLOW: a link is not followed.</summary>
    public static int NoLink { get; } = IsArm ? 0x8000 : 0x20000;

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller))]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int OpenAt(int folder, string path, int flags, uint mode);

    /// <param name="folder">Where the name is.</param>
    /// <param name="name">Ends with a zero byte.</param>
    /// <param name="flags">As for the other.</param>
    /// <param name="mode">As for the other.</param>
    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int OpenAt(SafeFileHandle folder, ReadOnlySpan<byte> name, int flags, uint mode);

    /// <summary>openat2: the whole path at once, nothing on it outside of the folder or through a link.</summary>
    public static unsafe int OpenBeneath(int folder, string path, int flags, uint mode)
    {
        var how = new OpenHow { Flags = (ulong)flags, Mode = mode, Resolve = BeneathWithoutLinks };
        fixed (byte* name = PathText.Bytes(path + "\0"))
        {
            return (int)Call(OpenAt2Number, folder, (nint)name, (nint)(&how), sizeof(OpenHow), 0);
        }
    }

    /// <summary>What lies behind a descriptor; 0: done.</summary>
    public static int Look(int descriptor, out Facts facts) => Statx(descriptor, "", EmptyPath, BasicFacts, out facts);

    /// <summary>What a folder has under a name, a link as a link; 0: done.</summary>
    public static int Look(int folder, string name, out Facts facts) => Statx(folder, name, NoFollow, BasicFacts, out facts);

    /// <summary>The target of a link by a descriptor of the link itself.</summary>
    public static nint ReadLink(SafeFileHandle link, Span<byte> target) => ReadLinkAt(link, "", target, target.Length);

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint ReadFolder(SafeFileHandle folder, Span<byte> entries, nint length);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller))]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Rename(SafeFileHandle folder, string name, SafeFileHandle newFolder, string newName);

    /// <summary>A second name of the same file; in one step, and not over another file.</summary>
    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller))]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int NameAlso(string path, string newPath);

    /// <summary>A symbolic link.</summary>
    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller))]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MakeLink(string target, int folder, string name);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller))]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MakeFolder(SafeFileHandle folder, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller))]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Remove(SafeFileHandle folder, string name, int flags);

    /// <param name="folder">Where the name is.</param>
    /// <param name="name">Ends with a zero byte.</param>
    /// <param name="flags">For a folder: <see cref="RemoveFolder"/>.</param>
    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Remove(SafeFileHandle folder, ReadOnlySpan<byte> name, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller))]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int LookAtFileSystem(string path, long[] fields);

    /// <param name="path">Any.</param>
    /// <param name="resolved">Room for the longest path there is.</param>
    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller))]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint ResolvePath(string path, Span<byte> resolved);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller))]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ChangeOwner(string path, uint user, uint group);

    /// <summary>Of a link, the link's own.</summary>
    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller))]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ChangeOwnerOfLink(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller))]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int RemoveEmptyFolder(string path);

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller))]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MakeFifo(string path, UnixFileMode mode);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller))]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ReadLinkAt(SafeFileHandle folder, string name, Span<byte> target, nint length);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Custom, StringMarshallingCustomType = typeof(PathMarshaller))]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out Facts facts);

    /// <summary>The members of the kernel's <c>struct statx</c> that are asked for here.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct Facts
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(40)]
        public ulong Length;

        /// <summary>Of 512 bytes each, holes not counted.</summary>
        [FieldOffset(48)]
        public ulong Blocks;

        [FieldOffset(112)]
        public long ChangedSeconds;

        [FieldOffset(120)]
        public uint ChangedNanoseconds;

        [FieldOffset(136)]
        public ulong Device;
    }

    /// <summary>The kernel's <c>struct open_how</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
