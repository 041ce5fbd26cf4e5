using Slipway.Engines.Commands;

namespace Slipway.Engines.Isolation;

/// <summary>What the host knows of the neighbours on its links, and what of it <see cref="NetworkProbes.ForgeNeighbours"/> has put there.</summary>
internal static class HostNeighbours
{
    private static readonly string[] Forged = ["203.0.113.", "fe80::bad:"];

    /// <summary>The invented neighbours in the host's tables, a line each.</summary>
    public static async Task<IReadOnlyList<string>> ForgedAsync(CancellationToken cancellationToken)
    {
        var all = await ToolRun.MustAsync("ip", ["neighbour", "show"], null, cancellationToken);
        return [.. all.Split('\n').Where(line => Forged.Any(start => line.StartsWith(start, StringComparison.Ordinal)))];
    }
}
