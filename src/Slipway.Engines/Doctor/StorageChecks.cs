using Slipway.Engines.Btrfs;
using Slipway.Engines.Images;
using Slipway.Engines.Settings;
using Slipway.Engines.Storage;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Doctor;

/// <summary>Where engines lie on disk, and whether there is an image to start from. Makes nothing anew.</summary>
internal static class StorageChecks
{
    private const long Gibibyte = 1L << 30;

    /// <summary>Mounts the storage where there is one, so that what is in it is seen.</summary>
    /// <returns>Why it cannot be; null: it is, or there is none yet.</returns>
    public static async Task<string?> OpenAsync(EngineSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var storage = new BtrfsEngineStorage(settings, clock);
        return (await WorldFailure.FindAsync(() => storage.OpenAsync(cancellationToken), cancellationToken))?.Message;
    }

    public static IEnumerable<DoctorFinding> Run(HostFiles host, EngineSettings settings, TimeProvider clock, Examiner examiner)
    {
        var paths = new StoragePaths(settings);
        var existing = settings.StateFolder;
        while (!Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing) ?? "/";
        }

        var free = FileSystem.FreeBytes(existing) / Gibibyte;
        yield return free >= 10
            ? new("disk", DoctorVerdict.Good, $"{free} GiB free under {existing}")
            : new("disk", free >= 6 ? DoctorVerdict.Weak : DoctorVerdict.Missing, $"{free} GiB free under {existing}; engines want 10 and more", "slipway dlc purge --all; or set stateFolder in /etc/slipway/engines.json to a larger disk");
        yield return examiner.StorageFailure is { } failure ? new("storage", DoctorVerdict.Missing, failure, $"mount -o loop {paths.VolumeFile} {paths.Volume}, which says why; or begin anew: rm {paths.VolumeFile}")
            : Shared(paths, existing) ? new("storage", DoctorVerdict.Weak, $"{existing} is on the machine's own btrfs: engines' disks are not limited there, and layer caches count by their files", "set enableQuotas in /etc/slipway/engines.json, which turns simple quotas on for the whole file system (see docs/install.md); or set stateFolder to another one")
            : FileSystem.IsBtrfs(paths.Volume) ? new("storage", DoctorVerdict.Good, $"btrfs at {paths.Volume}")
            : FileSystem.IsBtrfs(existing) ? new("storage", DoctorVerdict.Good, $"{existing} is on btrfs")
            : File.Exists(paths.VolumeFile) ? new("storage", DoctorVerdict.Good, $"btrfs in the file {paths.VolumeFile}, which the next engine mounts")
            : host.Exists("/dev/loop-control") ? new("storage", DoctorVerdict.Good, $"will be made in a file at {paths.VolumeFile}")
            : new("storage", DoctorVerdict.Missing, "no btrfs here, and no loop devices for one in a file", "modprobe loop");
        if (examiner is { IsRoot: true, StorageFailure: null })
        {
            var images = new EngineImageStore(paths.Images, clock).List();
            yield return images.Count > 0
                ? new("engine images", DoctorVerdict.Good, string.Join(", ", images.Select(image => image.Version)))
                : new("engine images", DoctorVerdict.Weak, "none: the first engine has to wait for its image, about a minute", "slipway image build");
        }
    }

    /// <summary>The machine's own btrfs, on which quotas are neither on nor wanted.</summary>
    private static bool Shared(StoragePaths paths, string existing) =>
        !paths.Settings.EnableQuotas && !File.Exists(paths.VolumeFile) && FileSystem.IsBtrfs(existing) && !new BtrfsQuota(existing).IsOn();
}
