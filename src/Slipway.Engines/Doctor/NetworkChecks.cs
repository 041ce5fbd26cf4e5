using System.Globalization;
using Slipway.Engines.Addresses;
using Slipway.Engines.Settings;
using Slipway.Linux.Addresses;
using Slipway.Linux.Failures;
using Slipway.Linux.Networks;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Doctor;

/// <summary>What engines need of the machine's network.</summary>
internal static class NetworkChecks
{
    private const int LeastMtu = 1280;

    /// <summary>Engines cannot load modules, so the host must have what Docker asks for in them; and what its own table of connections is cleared by.</summary>
    private static readonly string[] Modules = ["nf_conntrack_netlink", "nf_tables", "nf_nat", "nft_compat", "xt_MASQUERADE", "xt_conntrack", "xt_addrtype", "veth", "bridge"];

    public static IEnumerable<DoctorFinding> Run(HostFiles host, EngineSettings settings)
    {
        yield return host.Read("/proc/sys/net/ipv4/ip_forward") == "1"
            ? new("forwarding", DoctorVerdict.Good, "on")
            : new("forwarding", DoctorVerdict.Missing, "off: engines reach nothing outside", "sysctl -w net.ipv4.ip_forward=1");
        yield return Neighbours(host);
        yield return Resolving(host, settings);
        var routes = HostRoutes.Parse((host.Read("/proc/net/route") ?? "").Split('\n'));
        yield return Uplink(host, routes);
        yield return Addresses(settings, routes);
        var missing = Modules.Where(module => !host.HasModule(module)).ToList();
        yield return !host.HasModules ? new("network modules", DoctorVerdict.Good, "this kernel has everything built in")
            : missing.Count == 0
            ? new("network modules", DoctorVerdict.Good, "all there")
            : new("network modules", DoctorVerdict.Weak, $"not found: {string.Join(", ", missing)} (they may be part of the kernel)", $"modprobe -a {string.Join(' ', missing)}");
        yield return host.Exists("/proc/sys/net/bridge")
            ? new("br_netfilter", DoctorVerdict.Good, "loaded")
            : new("br_netfilter", DoctorVerdict.Weak, "not loaded: containers in an engine can pass by its rules among themselves", "modprobe br_netfilter");
        yield return Firewall(host);
    }

    private static DoctorFinding Neighbours(HostFiles host)
    {
        var low = NeighbourLimit.Files.Where(file => host.Read(file) is { } text && !NeighbourLimit.IsEnough(text)).ToList();
        return low.Count == 0
            ? new("neighbours", DoctorVerdict.Good, "the machine has room for those of all engines")
            : new(
                "neighbours",
                DoctorVerdict.Weak,
                $"{host.Read(low[0])} on the whole machine, which one engine can use up: the first engine's start raises it",
                string.Join("; ", low.Select(file => string.Create(CultureInfo.InvariantCulture, $"sysctl -w {file["/proc/sys/".Length..].Replace('/', '.')}={NeighbourLimit.Least}"))));
    }

    private static DoctorFinding Resolving(HostFiles host, EngineSettings settings)
    {
        var resolvers = Resolvers.Choose(settings.Network.Dns, path => (host.Read(path) ?? "").Split('\n'));
        return resolvers.Count > 0
            ? new("DNS", DoctorVerdict.Good, string.Join(", ", resolvers))
            : new("DNS", DoctorVerdict.Missing, Resolvers.NoneReachable, "set network.dns in /etc/slipway/engines.json to the address of a resolver");
    }

    private static DoctorFinding Uplink(HostFiles host, IReadOnlyList<HostRoute> routes)
    {
        if (HostRoutes.Uplink(routes) is not { } uplink)
        {
            return new("uplink", DoctorVerdict.Weak, "the host has no default route: engines reach nothing outside", "ip route add default via ADDRESS");
        }

        var known = int.TryParse(host.Read($"/sys/class/net/{uplink}/mtu"), NumberStyles.None, CultureInfo.InvariantCulture, out var mtu);
        return !known || mtu >= LeastMtu
            ? new("uplink", DoctorVerdict.Good, $"{uplink}, MTU {mtu}")
            : new("uplink", DoctorVerdict.Weak, $"{uplink} has an MTU of {mtu}; many registries fail below {LeastMtu}", $"ip link set {uplink} mtu 1500");
    }

    private static DoctorFinding Addresses(EngineSettings settings, IReadOnlyList<HostRoute> routes)
    {
        try
        {
            var prefix = new InstanceNames(settings).InterfacePrefix;
            var pool = AddressPool.Choose(settings.Network.AddressPool, [.. routes.Where(route => !route.Interface.StartsWith(prefix, StringComparison.Ordinal))]);
            return new("addresses", DoctorVerdict.Good, $"engines are in {pool.Network}");
        }
        catch (InfrastructureException collision)
        {
            return new("addresses", DoctorVerdict.Missing, collision.Message, "set network.addressPool in /etc/slipway/engines.json to a free /19");
        }
    }

    private static DoctorFinding Firewall(HostFiles host)
    {
        var others = ((string Name, bool IsThere)[])[("ufw", host.Exists("/lib/ufw")), ("firewalld", host.RunsFirewalld)];
        var names = others.Where(other => other.IsThere).Select(other => other.Name).ToList();
        return names.Count == 0
            ? new("other firewalls", DoctorVerdict.Good, "none")
            : new("other firewalls", DoctorVerdict.Good, $"{string.Join(", ", names)}: every start of an engine restores the rules it needs");
    }
}
