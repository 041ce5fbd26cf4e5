using System.Runtime.InteropServices;

namespace Slipway.Agent.Linux;

/// <content>Files and folders, relative to an open folder.</content>
internal static unsafe partial class Libc
{
    public const int PlaceOnly = 0x200000;
    public const int AtEmptyPath = 0x1000;
    public const int FolderType = 0x4000;
    public const int LinkType = 0xA000;
    public const int FileType = 0x8000;
    public const int LongestPath = 4096;

    /// <summary>SEEK_SET.</summary>
    public const int FromBegin = 0;

    /// <summary>What statx is asked for: the basic facts and the time of birth.</summary>
    public const uint AllFacts = 0xFFF;

    /// <summary>Refuse every symbolic link, and whatever leads out of the folder.</summary>
    private const ulong BelowWithoutLinks = 0x02 | 0x04 | 0x08;
    private const nint OpenAt2Call = 437;

    /// <summary>Opens a path below a folder without going through any link; the C library has no name for it.</summary>
    /// <returns>Negative with the last error set, also on kernels before 5.6 and where a filter of system calls does not know it.</returns>
    public static int OpenBelow(int folder, byte* path, int flags)
    {
        var how = new OpenHow { Flags = (uint)(flags | CloseOnExec), Resolve = BelowWithoutLinks };
        return (int)SystemCall(OpenAt2Call, folder, path, &how, (nuint)sizeof(OpenHow));
    }

    /// <summary>What a file is, whatever its names.</summary>
    public static (uint, uint, ulong) Identity(in FileStatus status) => (status.DeviceMajor, status.DeviceMinor, status.Inode);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint folder, void* path, void* how, nuint length);

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    public static partial nint GetEntries(int folder, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static partial int Statx(int folder, byte* path, int flags, uint mask, FileStatus* status);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    public static partial int MakeDirectoryAt(int folder, byte* path, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    public static partial int UnlinkAt(int folder, byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    public static partial int RenameAt(int from, byte* source, int to, byte* target);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    public static partial int SymbolicLinkAt(byte* target, int folder, byte* path);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true)]
    public static partial int LinkAt(int from, byte* source, int to, byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    public static partial nint ReadLinkAt(int folder, byte* path, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "mkfifoat", SetLastError = true)]
    public static partial int MakePipeAt(int folder, byte* path, uint mode);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int ChangeMode(int fd, uint mode);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    public static partial int ChangeOwner(int fd, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    public static partial int SetTimes(int fd, Time* accessedAndModified);

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true)]
    public static partial int ChangeOwnerAt(int folder, byte* path, uint user, uint group, int flags);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true)]
    public static partial int SetTimesAt(int folder, byte* path, Time* accessedAndModified, int flags);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    public static partial long Seek(int fd, long offset, int whence);

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }

    /// <summary>The kernel's <c>struct statx</c>, the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct FileStatus
    {
        [FieldOffset(16)]
        public uint Links;

        [FieldOffset(20)]
        public uint User;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(48)]
        public ulong Blocks;

        [FieldOffset(80)]
        public long BornSeconds;

        [FieldOffset(88)]
        public uint BornNanoseconds;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;

        public readonly int Type => Mode & 0xF000;

        public readonly uint Permissions => (uint)(Mode & 0xFFF);
    }
}
