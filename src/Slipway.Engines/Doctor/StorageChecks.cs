using Slipway.Engines.Btrfs;
using Slipway.Engines.Images;
using Slipway.Engines.Settings;
using Slipway.Linux.Files;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Doctor;

/// <summary>Where engines lie on disk, and whether there is an image to start from. Makes nothing.</summary>
internal static class StorageChecks
{
    private const long Gibibyte = 1L << 30;

    public static IEnumerable<DoctorFinding> Run(HostFiles host, EngineSettings settings, TimeProvider clock)
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
        yield return Shared(paths, existing) ? new("storage", DoctorVerdict.Weak, $"{existing} is on the machine's own btrfs: engines' disks are not limited there, and layer caches count by their files", "set enableQuotas in /etc/slipway/engines.json, which turns simple quotas on for the whole file system (see docs/install.md); or set stateFolder to another one")
            : FileSystem.IsBtrfs(paths.Volume) ? new("storage", DoctorVerdict.Good, $"btrfs at {paths.Volume}")
            : FileSystem.IsBtrfs(existing) ? new("storage", DoctorVerdict.Good, $"{existing} is on btrfs")
            : host.Exists("/dev/loop-control") ? new("storage", DoctorVerdict.Good, $"will be made in a file at {paths.VolumeFile}")
            : new("storage", DoctorVerdict.Missing, "no btrfs here, and no loop devices for one in a file", "modprobe loop");
        if (Environment.IsPrivilegedProcess)
        {
            var images = new EngineImageStore(paths.Images, clock).List();
            yield return images.Count > 0
                ? new("engine images", DoctorVerdict.Good, string.Join(", ", images.Select(image => image.Version)))
                : new("engine images", DoctorVerdict.Weak, "none: the first engine has to wait for its image, about a minute", "slipway engine image build");
        }
    }

    /// <summary>The machine's own btrfs, on which quotas are neither on nor wanted.</summary>
    private static bool Shared(StoragePaths paths, string existing) =>
        !paths.Settings.EnableQuotas && !File.Exists(paths.VolumeFile) && FileSystem.IsBtrfs(existing) && !new BtrfsQuota(existing).IsOn();
}
