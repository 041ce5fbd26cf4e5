using Slipway.Linux.Failures;
using Slipway.Linux.Files;
using Slipway.Linux.Locks;
using Slipway.Linux.Tools;
using Slipway.Model.Texts;

namespace Slipway.Engines.Btrfs;

/// <summary>
/// The btrfs file system everything lies on: the state folder's own one, or one in a sparse file that is made at the first need,
/// mounted through a loop device, grown with the disk it lies on, and trimmed as it empties.
/// </summary>
internal sealed class BtrfsVolume(StoragePaths paths) : IDisposable
{
    private const long Gibibyte = 1L << 30;
    private const long Reserve = 2 * Gibibyte;
    private const long LeastSize = 4 * Gibibyte;
    private const long LeastFree = 512L << 20;

    private readonly SemaphoreSlim _once = new(1);
    private bool _ready;

    public BtrfsQuota Quota { get; } = new(paths.Volume);

    /// <summary>False after <see cref="EnsureAsync"/>: engines' disks are not limited. This kernel has no simple quotas, or the file system is the machine's own and nobody wants them on it.</summary>
    public bool LimitsDisks { get; private set; }

    /// <summary>The quota where it is on; null: nothing is billed.</summary>
    public BtrfsQuota? Bills => LimitsDisks ? Quota : null;

    /// <summary>Why engines' disks are not limited, and the way out; null: they are.</summary>
    public string? WhyUnlimited => LimitsDisks ? null
        : File.Exists(paths.VolumeFile) || paths.Settings.EnableQuotas ? "The disk of this engine cannot be limited: that needs a kernel of 6.7 or newer."
        : "The disk of this engine cannot be limited: its storage is on the machine's own btrfs, where enableQuotas in /etc/slipway/engines.json turns limits on.";

    /// <summary>Makes and mounts the file system where that is not done yet.</summary>
    /// <exception cref="InfrastructureException">No root, no btrfs, no space.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await _once.WaitAsync(cancellationToken);
        try
        {
            if (_ready && FileSystem.IsBtrfs(paths.Volume))
            {
                return;
            }

            await WorldFailure.TellAsync(
                EnsureOnceAsync(cancellationToken),
                failure => $"The storage under {paths.Settings.StateFolder} cannot be prepared: {failure.Message}. Engines need root and a kernel with btrfs: see `slipway doctor`.");
            _ready = true;
        }
        finally
        {
            _once.Release();
        }
    }

    /// <summary>Mounts the file system where one was made; nothing is made for whoever only looks and removes.</summary>
    /// <returns>False: there is none.</returns>
    /// <exception cref="InfrastructureException">It cannot be mounted.</exception>
    public async Task<bool> TryOpenAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(paths.VolumeFile) && !FileSystem.IsBtrfs(paths.Volume))
        {
            return false;
        }

        await EnsureAsync(cancellationToken);
        return true;
    }

    /// <summary>Makes sure that there is room to work.</summary>
    /// <exception cref="InfrastructureException">The disk is full: says which and the way out.</exception>
    public void RequireSpace()
    {
        RequireSpace(paths.Volume);
        if (File.Exists(paths.VolumeFile))
        {
            RequireSpace(paths.Settings.StateFolder);
        }
    }

    public void Dispose() => _once.Dispose();

    private static void RequireSpace(string folder)
    {
        if (FileSystem.FreeBytes(folder) is < LeastFree and var free)
        {
            throw new InfrastructureException(
                $"The disk under {folder} is full: {ByteText.Of(free)} are free and an engine needs {ByteText.Of(LeastFree)}. Free some: `slipway dlc purge`, `slipway image rm`, `slipway engine reap`.");
        }
    }

    private async Task EnsureOnceAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(paths.Settings.StateFolder);
        using var held = await FileLock.TakeAsync(paths.VolumeLock, cancellationToken);
        Directory.CreateDirectory(paths.Volume, FileModes.PrivateFolder);
        if (!FileSystem.IsBtrfs(paths.Volume))
        {
            await MakeFileAsync(cancellationToken);
            await MountAsync(cancellationToken);
            File.SetUnixFileMode(paths.Volume, FileModes.PrivateFolder);
        }

        await GrowAsync(cancellationToken);
        LimitsDisks = Quota.IsOn() || ((File.Exists(paths.VolumeFile) || paths.Settings.EnableQuotas) && Quota.TryEnable());
        foreach (var folder in (string[])[paths.Images, paths.Heads, paths.Engines])
        {
            Directory.CreateDirectory(folder, FileModes.PrivateFolder);
        }
    }

    private async Task MountAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ToolRun.MustAsync("mount", ["-t", "btrfs", "-o", "loop,discard=async,noatime,nosuid", paths.VolumeFile, paths.Volume], null, cancellationToken);
        }
        catch (InfrastructureException failure) when (BtrfsFeatures.FindUnknown(paths.VolumeFile, BtrfsFeatures.OfThisKernel) is { Count: > 0 } unknown)
        {
            throw new InfrastructureException(
                $"A newer kernel than this one made the storage {paths.VolumeFile}, with {string.Join(", ", unknown)}. Boot that kernel again; or remove the file, which has engine images and layer caches and nothing else: they are made anew.",
                failure);
        }
    }

    private async Task MakeFileAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(paths.VolumeFile))
        {
            return;
        }

        var size = FileSystem.FreeBytes(paths.Settings.StateFolder) - Reserve;
        if (size < LeastSize)
        {
            throw new InfrastructureException($"{paths.Settings.StateFolder} has too little free space for engines: at least {ByteText.Of(LeastSize + Reserve)} are needed. Free some, or set another state folder.");
        }

        foreach (var orphan in WholeFile.FindOrphans(paths.Settings.StateFolder))
        {
            File.Delete(orphan);
        }

        using var file = new WholeFile(paths.Settings.StateFolder);
        await FormatAsync(file.Draft, size / Gibibyte * Gibibyte, cancellationToken);
        file.MoveTo(paths.VolumeFile);
    }

    private static async Task FormatAsync(string draft, long size, CancellationToken cancellationToken)
    {
        await using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.SetLength(size);
        }

        File.SetUnixFileMode(draft, FileModes.PrivateFile);
        await ToolRun.MustAsync("mkfs.btrfs", ["-q", "-m", "single", "-L", "slipway", draft], null, cancellationToken);
    }

    /// <summary>The sparse file may take what its disk has free, less a reserve, so that btrfs says "full" before the disk does.</summary>
    private async Task GrowAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(paths.VolumeFile) || LoopDevice.Under(paths.Volume) is not { } device)
        {
            return;
        }

        var size = new FileInfo(paths.VolumeFile).Length;
        var wanted = (FileSystem.AllocatedBytes(paths.VolumeFile) + FileSystem.FreeBytes(paths.Settings.StateFolder) - Reserve) / Gibibyte * Gibibyte;
        if (wanted < size + (size / 4))
        {
            return;
        }

        await using (var file = new FileStream(paths.VolumeFile, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(wanted);
        }

        await ToolRun.MustAsync("losetup", ["--set-capacity", device], null, cancellationToken);
        await ToolRun.MustAsync("btrfs", ["filesystem", "resize", "max", paths.Volume], null, cancellationToken);
    }
}
