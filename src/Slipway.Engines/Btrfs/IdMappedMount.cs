using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Engines.Identity;
using Slipway.Linux.Kernel;

namespace Slipway.Engines.Btrfs;

/// <summary>Shows a folder at another place with its owners shifted into an engine's id range; no file is touched.</summary>
internal static unsafe class IdMappedMount
{
    private const uint CloneTree = 1;
    private const uint CloseOnExec = 0x80000;
    private const uint FromEmptyPath = 4;
    private const ulong ReadOnly = 1;
    private const ulong NoSetUserId = 2;
    private const ulong NoDevices = 4;
    private const ulong AccessTimes = 0x70;
    private const ulong ShiftIds = 0x00100000;
    private const int Detach = 2;

    /// <summary>
    /// The mount is as ordinary as can be, whatever the one below it is: a flag such as nodev or noatime would be locked inside the engine, and whoever remounts a
    /// bind of it without that flag fails (BuildKit and runc of Docker 20.10, containers that mount). Device nodes are in no image and cannot be made by an engine,
    /// and its control group denies them.
    /// </summary>
    public static void Attach(string source, string target, UserNamespace map) =>
        Attach(source, target, new Libc.MountAttributes
        {
            Set = ShiftIds,
            Clear = NoSetUserId | NoDevices | AccessTimes,
            UserNamespace = (ulong)map.Handle.DangerousGetHandle(),
        });

    /// <summary>Without a shift: its files are nobody's in every engine, to be read and executed only.</summary>
    public static void AttachReadOnly(string source, string target) =>
        Attach(source, target, new Libc.MountAttributes { Set = ReadOnly | NoSetUserId });

    private static void Attach(string source, string target, Libc.MountAttributes attributes)
    {
        var tree = Libc.OpenTree(Libc.CurrentFolder, source, CloneTree | CloseOnExec);
        if (tree < 0)
        {
            throw new KernelException($"open {source} for a mount");
        }

        using var mount = new SafeFileHandle(tree, ownsHandle: true);
        if (Libc.SetMountAttributes(mount, &attributes) != 0)
        {
            throw new KernelException($"shift the owners of a mount of {source}");
        }

        if (Libc.MoveMount(mount, target, FromEmptyPath) != 0)
        {
            throw new KernelException($"mount at {target}");
        }
    }

    /// <summary>Takes the mount away, all of a stack of them; harmless when nothing is mounted there.</summary>
    public static void Remove(string target)
    {
        while (Libc.Unmount(target, Detach) == 0)
        {
        }

        if (Marshal.GetLastPInvokeError() is not (Errno.Invalid or Errno.NotThere) and var error)
        {
            throw new KernelException($"unmount {target}", error);
        }
    }
}
