using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Slipway.Engines.Isolation;
using Slipway.Engines.Leases;
using Slipway.Engines.Settings;
using Slipway.Engines.Tests.Hosting;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Tests.Networks;

/// <summary>What the setting opens to a real engine, and what it does not.</summary>
[Trait("needs", "engine")]
public sealed class AllowedEgressTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_range_does_not_open_the_host_that_lies_in_it_and_a_named_address_does()
    {
        var host = HostCanary.Address().ToString();
        using var named = Listen();
        using var other = Listen();
        await using var bench = new EngineBench("slipway-egress", new EngineNetworkSettings
        {
            AllowedEgress = ["10.0.0.0/8", "172.16.0.0/12", $"{host}:{Port(named)}"],
        });
        await using var lease = await bench.Host.LeaseAsync(new EngineRequest { OwnerProcess = Environment.ProcessId }, Token);
        using var shell = new EngineShell(lease);

        var said = await shell.RunAsync(
            $$"""
            try() { timeout 1 bash -c "</dev/tcp/$2/$3" 2>/dev/null && echo "$1 reached" || echo "$1 closed"; }
            gateway=$(ip route show default | cut -d' ' -f3)
            try named {{host}} {{Port(named)}}
            try other {{host}} {{Port(other)}}
            try gateway $gateway {{Port(other)}}
            """,
            Token);

        Assert.Equal(["named reached", "other closed", "gateway closed"], said.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_range_opens_what_lies_behind_an_uplinks_router_and_nothing_on_links_of_the_hosts_own_whatever_their_names_and_kinds()
    {
        const string Behind = "198.18.201.1";
        await using var uplink = await TrialNetwork.MakeAsync("slw-range-u", Token);
        await using var own = await TrialNetwork.MakeAsync("slw-range-o", Token);
        await ServeAsync(uplink, $"ip address add {Behind}/32 dev lo");
        await ServeAsync(own, "ip address add 198.18.202.1/32 dev lo");
        // A default route of a table that nobody asks makes the one link an uplink; both have a router with something behind it.
        await IpAsync($"route add default via {uplink.Address} table 7777");
        await IpAsync($"route add {Behind}/32 via {uplink.Address}");
        await using var bench = new EngineBench("slipway-ranges", new EngineNetworkSettings { AllowedEgress = ["198.18.192.0/18", "198.19.0.0/16"] });
        await using var lease = await bench.Host.LeaseAsync(new EngineRequest { OwnerProcess = Environment.ProcessId }, Token);
        using var shell = new EngineShell(lease);

        Assert.Equal("reached", await TryAsync(shell, Behind));
        Assert.Equal("closed", await TryAsync(shell, uplink.Address.ToString()));
        foreach (var kind in (string[])["", "type bridge", "type macvlan mode bridge", "type vlan id 7"])
        {
            if (kind.Length > 0 && !await RestackAsync(own, kind))
            {
                TestContext.Current.SendDiagnosticMessage($"This kernel has no link {kind}.");
                continue;
            }
            var link = kind.Length > 0 ? "redcorp0" : own.Link;
            await IpAsync($"route replace 198.18.202.1/32 via {own.Address} dev {link}");
            Assert.Equal((kind, "there"), (kind, await FromHostAsync(own.Address.ToString())));
            Assert.Equal((kind, "there"), (kind, await FromHostAsync("198.18.202.1")));
            Assert.Equal((kind, "closed"), (kind, await TryAsync(shell, own.Address.ToString())));
            Assert.Equal((kind, "closed"), (kind, await TryAsync(shell, "198.18.202.1")));
        }
    }

    /// <summary>Puts a link of another kind between the host and the place: its address moves there. False: the kernel has none of this kind.</summary>
    private static async Task<bool> RestackAsync(TrialNetwork place, string kind)
    {
        await ToolRun.RunAsync("ip", ["link", "delete", "redcorp0"], null, Token);
        var bridge = kind == "type bridge";
        var made = await ToolRun.RunAsync("ip", ["link", "add", .. bridge ? [] : (string[])["link", place.Link], "name", "redcorp0", .. kind.Split(' ')], null, Token);
        if (made.ExitCode != 0)
        {
            return false;
        }
        await IpAsync($"address flush dev {place.Link}");
        if (bridge)
        {
            await IpAsync($"link set {place.Link} master redcorp0");
        }
        else if (kind.Contains("vlan id", StringComparison.Ordinal))
        {
            await place.RunAsync($"ip link add link eth0 name inner type {kind["type ".Length..]}; ip address flush dev eth0; ip address add {place.Address}/30 dev inner; ip link set inner up; ip route add default via {place.Network.Address(1)}", Token);
        }
        await IpAsync("link set redcorp0 up");
        await IpAsync($"address add {place.Network.Address(1)}/30 dev redcorp0");
        return true;
    }

    private static Task<string> ServeAsync(TrialNetwork place, string first) => place.RunAsync($"{first}\nexport SERVICE_PORT={NetworkTrial.ServicePort}\n{NetworkProbes.Serve}", Token);

    private static async Task<string> TryAsync(EngineShell shell, string address) =>
        (await shell.RunAsync($"timeout 2 bash -c '</dev/tcp/{address}/{NetworkTrial.ServicePort}' 2>/dev/null && echo reached || echo closed", Token)).Trim();

    private static async Task<string> FromHostAsync(string address) =>
        (await ToolRun.RunAsync("timeout", ["5", "bash", "-c", $"</dev/tcp/{address}/{NetworkTrial.ServicePort} && echo there"], null, Token)).Output.Trim();

    private static Task<string> IpAsync(string arguments) => ToolRun.MustAsync("ip", arguments.Split(' '), null, Token);

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return listener;
    }

    private static string Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
}
