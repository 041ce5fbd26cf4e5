using System.Globalization;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Btrfs;

/// <summary>What the files of a folder take on the disk.</summary>
internal static class FolderSize
{
    public static async Task<long> MeasureAsync(string folder, CancellationToken cancellationToken)
    {
        var output = await ToolRun.MustAsync("du", ["-s", "--block-size=1", folder], null, cancellationToken);
        return long.Parse(output.Split('\t')[0], CultureInfo.InvariantCulture);
    }
}
