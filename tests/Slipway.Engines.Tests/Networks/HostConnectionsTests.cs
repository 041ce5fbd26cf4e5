using System.Net;
using System.Net.Sockets;
using Slipway.Engines.Identity;
using Slipway.Engines.Isolation;
using Slipway.Engines.Networks;
using Slipway.Engines.Settings;
using Slipway.Linux.Addresses;
using Slipway.Linux.Networks;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Tests.Networks;

/// <summary>What stays in this machine's table of connections.</summary>
[Trait("needs", "root")]
public sealed class HostConnectionsTests
{
    private const int Port = 8125;

    public HostConnectionsTests() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connections_from_and_to_an_address_are_forgotten_and_those_of_others_stay()
    {
        await using var place = await TrialNetwork.MakeAsync("slw-conn", Token);
        await using var other = await TrialNetwork.MakeAsync("slw-conn-o", Token);
        using var host = new UdpClient(new IPEndPoint(IPAddress.Any, 0));
        await SpeakAsync(place);
        await SpeakAsync(other);
        // One datagram, for the last packets of a TCP connection may come only after it was forgotten, and are a new one then.
        await place.RunAsync($"bash -c 'echo >/dev/udp/{place.Network.Address(1)}/{((IPEndPoint)host.Client.LocalEndPoint!).Port}'", Token);
        await host.ReceiveAsync(Token);

        HostConnections.Forget(Ipv4Network.Of(place.Address));

        Assert.False(HostConnections.Has(place.Network));
        Assert.True(HostConnections.Has(Ipv4Network.Of(other.Address)));
        HostConnections.Forget(other.Network);
        Assert.False(HostConnections.Has(Ipv4Network.Of(other.Address)));
    }

    [Fact]
    public async Task A_connection_whose_destination_was_translated_is_known_by_both_addresses()
    {
        await using var place = await TrialNetwork.MakeAsync("slw-conn-t", Token);
        var named = new Ipv4Network((198u << 24) | (18u << 16) | (202u << 8) | 7, 32);
        await ToolRun.MustAsync("nft", ["-f", "-"], $"add table ip slw-conn-t\nadd chain ip slw-conn-t output {{ type nat hook output priority -100; }}\nadd rule ip slw-conn-t output ip daddr {named.Address(0)} dnat to {place.Address}\n", Token);
        try
        {
            await SpeakAsync(named.Address(0));
        }
        finally
        {
            await ToolRun.MustAsync("nft", ["delete", "table", "ip", "slw-conn-t"], null, Token);
        }

        Assert.True(HostConnections.Has(named));
        Assert.True(HostConnections.Has(Ipv4Network.Of(place.Address)));
        HostConnections.Forget(Ipv4Network.Of(place.Address));

        Assert.False(HostConnections.Has(named));
    }

    [Fact]
    public async Task An_engine_inherits_no_connection_of_its_address_and_leaves_none()
    {
        await using var place = await TrialNetwork.MakeAsync("slw-conn-e", Token);
        var settings = new EngineSettings { Instance = "slipway-conn", RunFolder = "/run/slipway-conn" };
        using var network = new EngineNetwork(settings, new InstanceNames(settings), () => [], TimeProvider.System);
        var id = EngineId.Create(EngineId.Slots - 1);
        var facts = network.Facts(id) with { Engine = place.Address };
        await SpeakAsync(place);
        try
        {
            await network.AdmitAsync(id, facts, [], Token);
            Assert.False(HostConnections.Has(place.Network));

            await SpeakAsync(place);
            await network.RemoveAsync([id], Token);
            Assert.False(HostConnections.Has(place.Network));
        }
        finally
        {
            await network.UnloadAsync(CancellationToken.None);
        }
    }

    private static async Task SpeakAsync(TrialNetwork place)
    {
        await SpeakAsync(place.Address);
        Assert.True(HostConnections.Has(place.Network));
    }

    private static async Task SpeakAsync(IPAddress address)
    {
        using var speaker = new UdpClient();
        await speaker.SendAsync(new byte[1], new IPEndPoint(address, Port), Token);
    }
}
