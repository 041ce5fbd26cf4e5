using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;
using Slipway.Linux.Kernel;

namespace Slipway.Engines.Btrfs;

/// <summary>
/// Disk limits by btrfs's simple quotas (kernel 6.7): an extent is counted once, to the subvolume that wrote it, so a
/// snapshot of an image or a head starts at zero. A subvolume made inside a limited one joins the same group: there is no way out.
/// </summary>
internal sealed unsafe class BtrfsQuota(string mountPoint)
{
    private const nuint FactsRequest = 0x8400941f;
    private const int FactsBytes = 1024;
    private const int FileSystemIdOffset = 16;
    private const nuint ControlRequest = 0xc0109428;
    private const nuint AssignRequest = 0x40189429;
    private const nuint GroupRequest = 0x4010942a;
    private const nuint LimitRequest = 0x8030942b;
    private const ulong EnableSimple = 4;
    private const ulong LimitReferenced = 1;
    private const int LevelShift = 48;

    /// <summary>The group of an engine: level 1, numbered by the start of its id.</summary>
    /// <param name="engineId">Lower-case hexadecimal.</param>
    public static ulong GroupOf(string engineId)
    {
        var digits = engineId.Length > 12 ? engineId[..12] : engineId;
        return (1UL << LevelShift) | ulong.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    /// <summary>Whether simple quotas are on; the older kind, which counts otherwise, is not meant.</summary>
    public bool IsOn()
    {
        var mode = Path.Combine(Facts(), "mode");
        return File.Exists(mode) && File.ReadAllText(mode).Trim() == "squota";
    }

    /// <summary>What is billed to a subvolume, also when it is gone: the extents that it wrote and somebody still has. As of the last snapshot or sync.</summary>
    /// <param name="subvolume">By number.</param>
    public long BytesOf(ulong subvolume)
    {
        var referenced = Path.Combine(Facts(), string.Create(CultureInfo.InvariantCulture, $"0_{subvolume}"), "referenced");
        try
        {
            return long.Parse(WorldFailure.OfFiles(() => File.ReadAllText(referenced)), CultureInfo.InvariantCulture);
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    /// <summary>Where the kernel shows the groups.</summary>
    private string Facts()
    {
        using var folder = FileSystem.OpenFolder(mountPoint);
        var facts = stackalloc byte[FactsBytes];
        if (Libc.Ioctl(folder, FactsRequest, facts) != 0)
        {
            throw new KernelException($"ask for the id of the file system at {mountPoint}");
        }

        var id = new Guid(new ReadOnlySpan<byte>(facts + FileSystemIdOffset, 16), bigEndian: true);
        return $"/sys/fs/btrfs/{id}/qgroups";
    }

    /// <summary>Turns simple quotas on; harmless when they are on.</summary>
    /// <returns>False: this kernel has none, so engines' disks are not limited.</returns>
    public bool TryEnable()
    {
        using var folder = FileSystem.OpenFolder(mountPoint);
        var arguments = stackalloc ulong[2];
        arguments[0] = EnableSimple;
        arguments[1] = 0;
        return Libc.Ioctl(folder, ControlRequest, arguments) == 0 || Marshal.GetLastPInvokeError() == Errno.AlreadyThere;
    }

    /// <summary>Makes the group; harmless when it is there.</summary>
    public void CreateGroup(ulong group)
    {
        using var folder = FileSystem.OpenFolder(mountPoint);
        if (Group(folder, create: true, group) is not (0 or Errno.AlreadyThere) and var error)
        {
            throw new KernelException($"make a quota group on {mountPoint}", error);
        }
    }

    /// <summary>Sets how many bytes the group's members may have written together.</summary>
    public void Limit(ulong group, long bytes)
    {
        using var folder = FileSystem.OpenFolder(mountPoint);
        var arguments = stackalloc ulong[6];
        arguments[0] = group;
        arguments[1] = LimitReferenced;
        arguments[2] = (ulong)bytes;
        arguments[3] = arguments[4] = arguments[5] = 0;
        if (Libc.Ioctl(folder, LimitRequest, arguments) != 0)
        {
            throw new KernelException($"limit a quota group on {mountPoint}");
        }
    }

    /// <summary>Takes a subvolume out of a group, so that what it holds counts no longer there.</summary>
    public void Leave(ulong group, ulong subvolume)
    {
        using var folder = FileSystem.OpenFolder(mountPoint);
        var arguments = stackalloc ulong[3];
        arguments[0] = 0;
        arguments[1] = subvolume;
        arguments[2] = group;
        if (Libc.Ioctl(folder, AssignRequest, arguments) != 0 && Marshal.GetLastPInvokeError() is not (Errno.NotThere or Errno.Invalid) and var error)
        {
            throw new KernelException($"leave a quota group on {mountPoint}", error);
        }
    }

    /// <summary>Removes a group; harmless when it is gone.</summary>
    /// <returns>False: it still has members or holds space; try again later.</returns>
    public bool TryRemoveGroup(ulong group)
    {
        using var folder = FileSystem.OpenFolder(mountPoint);
        return Group(folder, create: false, group) switch
        {
            0 or Errno.NotThere => true,
            Errno.Busy => false,
            var error => throw new KernelException($"remove a quota group on {mountPoint}", error),
        };
    }

    private static int Group(SafeFileHandle folder, bool create, ulong group)
    {
        var arguments = stackalloc ulong[2];
        arguments[0] = create ? 1UL : 0;
        arguments[1] = group;
        return Libc.Ioctl(folder, GroupRequest, arguments) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }
}
