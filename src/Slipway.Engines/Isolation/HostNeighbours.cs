using Slipway.Linux.Tools;

namespace Slipway.Engines.Isolation;

/// <summary>What the host knows of the neighbours on its links, and what of it <see cref="NetworkProbes.ForgeNeighbours"/> has put there.</summary>
internal static class HostNeighbours
{
    private static readonly string[] Forged = ["203.0.113.", "fe80::bad:"];

    /// <summary>Whether the host can come to know one more neighbour.</summary>
    /// <param name="link">By which it is tried.</param>
    public static async Task<bool> HasRoomAsync(string link, CancellationToken cancellationToken)
    {
        string[] one = ["198.51.100.99", "dev", link];
        var made = await ToolRun.RunAsync("ip", ["neighbour", "add", .. one, "lladdr", "02:00:00:00:00:02", "nud", "reachable"], null, cancellationToken);
        await ToolRun.RunAsync("ip", ["neighbour", "delete", .. one], null, cancellationToken);
        return made.ExitCode == 0;
    }

    /// <summary>The invented neighbours in the host's tables, a line each.</summary>
    public static async Task<IReadOnlyList<string>> ForgedAsync(CancellationToken cancellationToken)
    {
        var all = await ToolRun.MustAsync("ip", ["neighbour", "show"], null, cancellationToken);
        return [.. all.Split('\n').Where(line => Forged.Any(start => line.StartsWith(start, StringComparison.Ordinal)))];
    }
}
