using System.Globalization;

namespace Slipway.Linux.Networks;

/// <summary>
/// The kernel counts the neighbours of all network namespaces, those inside engines too, into one limit of the machine. At its usual 1,024 an engine needs a few
/// milliseconds until nobody finds a new neighbour any more, the host's own routers included, and at a million three seconds.
/// </summary>
public static class NeighbourLimit
{
    /// <summary>What the limit must be at the least: more than memory has room for. Neighbours that do not answer still go after seconds.</summary>
    public const int Least = 1 << 30;

    /// <summary>Where the limits are, IPv4's first; a machine that is a container itself has none of its own.</summary>
    public static IReadOnlyList<string> Files { get; } = ["/proc/sys/net/ipv4/neigh/default/gc_thresh3", "/proc/sys/net/ipv6/neigh/default/gc_thresh3"];

    /// <summary>Lifts the machine's limits where they are lower.</summary>
    public static void Lift()
    {
        foreach (var file in Files.Where(file => File.Exists(file) && !IsEnough(File.ReadAllText(file))))
        {
            File.WriteAllText(file, Least.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Whether what such a file holds is enough; so is what is no number.</summary>
    internal static bool IsEnough(string text) => !int.TryParse(text, NumberStyles.None | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var limit) || limit >= Least;
}
