using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Slipway.Engines.Isolation;
using Slipway.Engines.Leases;
using Slipway.Engines.Settings;
using Slipway.Engines.Tests.Hosting;

namespace Slipway.Engines.Tests.Networks;

/// <summary>What the setting opens to a real engine, and what it does not.</summary>
[Trait("needs", "engine")]
public sealed class AllowedEgressTests
{
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
        await using var lease = await bench.Host.LeaseAsync(new EngineRequest { OwnerProcess = Environment.ProcessId }, TestContext.Current.CancellationToken);
        using var shell = new EngineShell(lease);

        var said = await shell.RunAsync(
            $$"""
            try() { timeout 1 bash -c "</dev/tcp/$2/$3" 2>/dev/null && echo "$1 reached" || echo "$1 closed"; }
            gateway=$(ip route show default | cut -d' ' -f3)
            try named {{host}} {{Port(named)}}
            try other {{host}} {{Port(other)}}
            try gateway $gateway {{Port(other)}}
            """,
            TestContext.Current.CancellationToken);

        Assert.Equal(["named reached", "other closed", "gateway closed"], said.TrimEnd().Split('\n'));
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return listener;
    }

    private static string Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
}
