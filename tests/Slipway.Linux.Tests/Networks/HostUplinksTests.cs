using System.Diagnostics;
using System.Net;
using Slipway.Linux.Addresses;
using Slipway.Linux.Netlink;
using Slipway.Linux.Networks;

namespace Slipway.Linux.Tests.Networks;

public sealed class HostUplinksTests : IDisposable
{
    private readonly DirectoryInfo _links = Directory.CreateTempSubdirectory("slipway-links-");

    public void Dispose() => _links.Delete(recursive: true);

    [Fact]
    public void An_uplink_carries_a_default_route_or_stands_on_a_network_card_and_what_is_none_has_no_router()
    {
        foreach (var (link, kind, uppers) in (ReadOnlySpan<(string, string, string[])>)
        [
            ("eth0", "", ["br0", "flannel.1"]), ("eth1", "", ["bond0"]), ("br0", "bridge", []), ("bond0", "bond", ["bond0.7"]), ("bond0.7", "vlan", []),
            ("flannel.1", "vxlan", []), ("redcorp0", "bridge", []), ("veth1", "", ["redcorp0"]), ("cilium_host", "", []), ("ppp0", "ppp", []), ("lo", "", []),
        ])
        {
            var folder = _links.CreateSubdirectory(link);
            File.WriteAllText(Path.Combine(folder.FullName, "uevent"), kind.Length == 0 ? $"INTERFACE={link}\n" : $"DEVTYPE={kind}\nINTERFACE={link}\n");
            foreach (var upper in uppers)
            {
                File.CreateSymbolicLink(Path.Combine(folder.FullName, "upper_" + upper), "../" + upper);
            }
            if (link is "eth0" or "eth1")
            {
                folder.CreateSubdirectory("device");
            }
        }

        var found = HostUplinks.From(
            [
                Route("br0", "0.0.0.0/0", "192.0.2.1"), Route("br0", "192.0.2.0/24", null), Route("bond0.7", "10.20.0.0/16", "10.7.0.1"), Route("bond0.7", "10.21.0.0/16", "10.7.0.1"),
                Route("veth-of-another", "0.0.0.0/0", "10.30.0.1"), Route("ppp0", "0.0.0.0/0", null), Route("flannel.1", "10.244.1.0/24", "10.244.1.0"),
                Route("cilium_host", "10.0.0.0/24", "10.0.0.153"), Route("redcorp0", "10.88.0.0/16", "10.77.0.5"), Route("wg0", "10.0.0.0/8", null), Route("odd\"name", "0.0.0.0/0", "10.1.1.1"),
            ],
            _links.FullName);

        Assert.Equal(["bond0", "bond0.7", "br0", "eth0", "eth1", "ppp0", "veth-of-another"], found.Links);
        Assert.Equal(["bond0.7 10.7.0.1", "br0 192.0.2.1", "veth-of-another 10.30.0.1"], found.Routers.Select(router => $"{router.Link} {router.Address}"));
    }

    [Fact]
    [Trait("needs", "root")]
    public async Task Routes_are_read_from_every_table_and_with_every_way_they_have()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "A network namespace needs root.");
        using var place = Process.Start(new ProcessStartInfo("unshare", ["--net", "sh", "-c", """
            ip link add up0 type veth peer name far0; ip link set up0 up; ip link set far0 up; ip address add 10.9.0.2/24 dev up0; ip address add 10.8.0.2/24 dev far0
            ip route add default via 10.9.0.1 table 77; ip route add 10.50.0.0/16 nexthop via 10.9.0.3 dev up0 nexthop via 10.8.0.4 dev far0; ip route add blackhole 10.60.0.0/16
            echo ready; exec sleep 60
            """]) { RedirectStandardOutput = true })!;
        Assert.Equal("ready", await place.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        var routes = NetworkNamespace.Run(place.Id, RouteEntry.ReadAll).Select(route => $"{route.Destination} {route.Link} {route.Gateway?.ToString() ?? "-"}").ToList();

        place.Kill();
        string[] expected = ["0.0.0.0/0 up0 10.9.0.1", "10.50.0.0/16 up0 10.9.0.3", "10.50.0.0/16 far0 10.8.0.4", "10.9.0.0/24 up0 -"];
        Assert.Empty(expected.Except(routes));
        Assert.DoesNotContain(routes, route => route.StartsWith("10.60.", StringComparison.Ordinal));
    }

    private static RouteEntry Route(string link, string destination, string? gateway)
    {
        Assert.True(Ipv4Network.TryParse(destination, out var network));
        return new(link, network, gateway is null ? null : IPAddress.Parse(gateway));
    }
}
