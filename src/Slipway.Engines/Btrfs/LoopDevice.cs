using Slipway.Linux.Files;

namespace Slipway.Engines.Btrfs;

/// <summary>Finds the device a mount stands on.</summary>
internal static class LoopDevice
{
    /// <returns>Null: nothing is mounted there, or not from a loop device.</returns>
    public static string? Under(string mountPoint)
    {
        if (!Directory.Exists(mountPoint))
        {
            return null;
        }

        string? device = null;
        // The kernel lists mounts by real paths, and settings may name one through links.
        var place = RealPath.Of(mountPoint);
        foreach (var line in File.ReadLines("/proc/self/mounts"))
        {
            var fields = line.Split(' ');
            if (fields.Length > 1 && Unescape(fields[1]) == place)
            {
                device = fields[0];
            }
        }

        return device?.StartsWith("/dev/loop", StringComparison.Ordinal) == true ? device : null;
    }

    private static string Unescape(string path) =>
        path.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal);
}
