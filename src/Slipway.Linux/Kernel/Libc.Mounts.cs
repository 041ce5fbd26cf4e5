using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Kernel;

/// <content>Detached mounts, ioctl, a child in a user namespace; most by number, since the C library offers them late or for all threads at once.</content>
internal static unsafe partial class Libc
{
    private const nint SetSecureBits = 28;
    private const nint NoSetUserIdFixup = 4;
    private const nint Unchanged = -1;
    private const nint OpenTreeNumber = 428;
    private const nint MoveMountNumber = 429;
    private const nint MountSetAttributesNumber = 442;

    private static nint ProcessControlNumber => IsArm ? 167 : 157;

    private static nint SetUserIdsNumber => IsArm ? 147 : 117;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Ioctl(SafeFileHandle file, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Unmount(string target, int flags);

    [LibraryImport("libc", EntryPoint = "clone", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Clone(nint entry, void* stackTop, int flags, nint argument);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int WaitFor(int process, int* status, int options);

    public static int OpenTree(int folder, string path, uint flags)
    {
        fixed (byte* name = PathText.Bytes(path + "\0"))
        {
            return (int)Call(OpenTreeNumber, folder, (nint)name, (nint)flags, 0, 0);
        }
    }

    public static int MoveMount(SafeFileHandle mount, string target, uint flags)
    {
        fixed (byte* empty = (ReadOnlySpan<byte>)"\0"u8, name = PathText.Bytes(target + "\0"))
        {
            return (int)Call(MoveMountNumber, (int)mount.DangerousGetHandle(), (nint)empty, CurrentFolder, (nint)name, (nint)flags);
        }
    }

    public static int SetMountAttributes(SafeFileHandle mount, MountAttributes* attributes)
    {
        fixed (byte* empty = (ReadOnlySpan<byte>)"\0"u8)
        {
            return (int)Call(MountSetAttributesNumber, (int)mount.DangerousGetHandle(), (nint)empty, EmptyPath, (nint)attributes, sizeof(MountAttributes));
        }
    }

    /// <summary>Makes the calling thread keep its capabilities when its user id changes (SECBIT_NO_SETUID_FIXUP).</summary>
    public static int KeepPowers() => (int)Call(ProcessControlNumber, SetSecureBits, NoSetUserIdFixup, 0, 0, 0);

    /// <summary>Changes the effective user id of the calling thread alone: the C library's function would change all threads'.</summary>
    public static int SetEffectiveUser(uint user) => (int)Call(SetUserIdsNumber, Unchanged, (nint)user, Unchanged, 0, 0);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Call(nint number, nint a, nint b, nint c, nint d, nint e);

    /// <summary>The kernel's <c>struct mount_attr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MountAttributes
    {
        public ulong Set;
        public ulong Clear;
        public ulong Propagation;
        public ulong UserNamespace;
    }
}
