using System.Net;

namespace Slipway.Linux.Networks;

/// <summary>A router of the world around, on a link of this host.</summary>
public readonly record struct HostRouter(string Link, IPAddress Address);

/// <summary>
/// Where this host ends and the world around begins: what is no uplink is the host's own, whatever its name. An uplink carries a default route, in any
/// routing table; or is a network card, or stands on one, as bonds, VLANs and bridges with a card as a port do.
/// </summary>
/// <param name="Links">The uplinks.</param>
/// <param name="Routers">The gateways of all routes that leave by an uplink.</param>
public sealed record HostUplinks(IReadOnlyList<string> Links, IReadOnlyList<HostRouter> Routers)
{
    /// <summary>
    /// For nft, in a table with <see cref="Sets"/>: a packet leaves towards a link of the host's own, such as one to containers. Links without Ethernet, as
    /// VPNs have, are none; nor are network cards, which have no kind in the kernel: one that comes later need not be in the set.
    /// </summary>
    public const string LeavesToOwnLink = "oiftype ether meta oifkind != \"none\" oifname != @uplinks";

    /// <summary>For nft: a packet leaves by an uplink's router, and is for none.</summary>
    internal const string LeavesByRouter = "oifname . rt ip nexthop @routers oifname . ip daddr != @routers";

    /// <summary>For nft, inside a table: the sets of the rules, which <see cref="Fill"/> fills.</summary>
    public const string Sets = "set uplinks { type ifname; }\n  set routers { type ifname . ipv4_addr; }";

    /// <summary>
    /// For nft: what comes from a link of the host's own answers nobody in the name of the world. Uplinks are left out: of several, an answer may come by another one than
    /// the question went.
    /// </summary>
    public const string AnswersOfOwnLinks = "iifname != @uplinks fib saddr . iif oif missing drop";

    private const string Kernel = "/sys/class/net";

    /// <summary>A tunnel over a card to other hosts' containers.</summary>
    private const string Overlay = "DEVTYPE=vxlan";

    /// <summary>This host's, as they are now.</summary>
    /// <exception cref="IOException">The kernel does not tell its routes.</exception>
    public static HostUplinks Read() => From(RouteEntry.ReadAll(), Kernel);

    /// <param name="routes">Of all tables.</param>
    /// <param name="folder">With a folder for each link, as the kernel has it.</param>
    internal static HostUplinks From(IReadOnlyCollection<RouteEntry> routes, string folder)
    {
        var links = routes.Where(route => route.Destination.Prefix == 0 && IsPlain(route.Link)).Select(route => route.Link).ToHashSet(StringComparer.Ordinal);
        foreach (var card in Directory.GetFileSystemEntries(folder).Where(link => Path.Exists(Path.Combine(link, "device"))))
        {
            AddStack(links, folder, Path.GetFileName(card));
        }
        var routers = routes.Where(route => links.Contains(route.Link)).Select(route => route.Gateway is { } gateway ? new HostRouter(route.Link, gateway) : default);
        return new([.. links.Order(StringComparer.Ordinal)], [.. routers.Where(router => router.Address is not null).Distinct().OrderBy(router => router.ToString(), StringComparer.Ordinal)]);
    }

    /// <summary>For nft: what the sets of a table hold from now on.</summary>
    public string Fill(string table) => string.Concat(
        Elements(table, "uplinks", Links.Select(link => $"\"{link}\"")),
        Elements(table, "routers", Routers.Select(router => $"\"{router.Link}\" . {router.Address}")));

    /// <summary>For nft: what a set of a table holds from now on.</summary>
    internal static string Elements(string table, string set, IEnumerable<string> elements)
    {
        var all = string.Join(", ", elements.Distinct(StringComparer.Ordinal));
        return $"flush set {table} {set}\n" + (all.Length == 0 ? "" : $"add element {table} {set} {{ {all} }}\n");
    }

    private static void AddStack(HashSet<string> links, string folder, string name)
    {
        const string Upper = "upper_";
        if (!IsPlain(name))
        {
            return;
        }
        links.Add(name);
        foreach (var path in Directory.GetFileSystemEntries(Path.Combine(folder, name), Upper + "*"))
        {
            var upper = Path.GetFileName(path)[Upper.Length..];
            if (!File.ReadAllText(Path.Combine(folder, upper, "uevent")).Contains(Overlay, StringComparison.Ordinal))
            {
                AddStack(links, folder, upper);
            }
        }
    }

    /// <summary>False: a name that would mean something to nft. Nobody has such a link.</summary>
    private static bool IsPlain(string name) => name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '@');
}
