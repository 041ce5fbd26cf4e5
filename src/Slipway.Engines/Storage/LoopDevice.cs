namespace Slipway.Engines.Storage;

/// <summary>Finds the device a mount stands on.</summary>
internal static class LoopDevice
{
    /// <returns>Null: nothing is mounted there, or not from a loop device.</returns>
    public static async Task<string?> UnderAsync(string mountPoint, CancellationToken cancellationToken)
    {
        string? device = null;
        await foreach (var line in File.ReadLinesAsync("/proc/self/mounts", cancellationToken))
        {
            var fields = line.Split(' ');
            if (fields.Length > 1 && fields[1] == mountPoint)
            {
                device = fields[0];
            }
        }

        return device?.StartsWith("/dev/loop", StringComparison.Ordinal) == true ? device : null;
    }
}
