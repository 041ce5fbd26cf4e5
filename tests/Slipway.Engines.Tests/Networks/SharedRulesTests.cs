using System.Diagnostics;
using Slipway.Engines.Hosting;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Engines.Tests.Hosting;

namespace Slipway.Engines.Tests.Networks;

/// <summary>The rules that an instance's engines share on the host.</summary>
[Trait("needs", "engine")]
[Collection(nameof(SharedRulesTests))]
public sealed class SharedRulesTests : IAsyncLifetime
{
    private const string Instance = "slipway-rules";
    private EngineBench _bench = null!;
    private EngineHostServices _services = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _bench = new EngineBench(Instance);
        _services = new EngineHostServices(_bench.Settings, TimeProvider.System);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_bench is not null)
        {
            await _bench.DisposeAsync();
            _services.Dispose();
        }
    }

    [Fact]
    public async Task A_table_that_another_version_left_keeps_nothing_of_its_list_of_private_networks()
    {
        await RunAsync("nft", $"add table inet {Instance}; add set inet {Instance} private {{ type ipv4_addr; flags interval; elements = {{ 192.0.2.0/24 }}; }}");

        await using var lease = await LeaseAsync(_bench.Host);

        var networks = await RunAsync("nft", "list", "set", "inet", Instance, "private");
        Assert.DoesNotContain("192.0.2.0/24", networks, StringComparison.Ordinal);
        Assert.Contains("192.168.0.0/16", networks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_engine_puts_back_what_another_firewall_flushed_and_the_last_one_takes_everything_with_it()
    {
        await using var first = await LeaseAsync(_bench.Host);
        await RunAsync("nft", "delete", "table", "inet", Instance);
        foreach (var rule in (await RunAsync("iptables", "-w", "-S")).Split('\n').Where(line => line.Contains($" {_services.Names.InterfacePrefix}+ ", StringComparison.Ordinal)))
        {
            await RunAsync("iptables", ["-w", .. rule.Replace("-A ", "-D ", StringComparison.Ordinal).Split(' ')]);
        }
        Assert.NotEmpty(await _services.Network.MissingAsync(Token));

        // Of another process: one host trusts for a second what it has just seen.
        await using var second = await LeaseAsync(_bench.Open(detached: null));

        Assert.Empty(await _services.Network.MissingAsync(Token));
        Assert.Equal(new[] { first.Id, second.Id }.Order(StringComparer.Ordinal), (await _services.Network.EnginesAsync(Token)).Order(StringComparer.Ordinal));
        await first.ReleaseAsync(succeeded: false, Token);
        await second.ReleaseAsync(succeeded: false, Token);
        await _bench.Host.ReapAsync(Token);
        Assert.DoesNotContain($"inet {Instance}\n", await RunAsync("nft", "list", "tables"), StringComparison.Ordinal);
        Assert.DoesNotContain($" {_services.Names.InterfacePrefix}+ ", await RunAsync("iptables", "-w", "-S"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_bench.Settings.RunFolder));
        Assert.DoesNotContain(_services.Hierarchies.Folders, folder => Directory.Exists(Path.Combine(folder, _services.Names.CgroupRoot)));
    }

    private static Task<EngineLease> LeaseAsync(LocalEngineHost host) => host.LeaseAsync(new EngineRequest { OwnerProcess = Environment.ProcessId }, Token);

    private static async Task<string> RunAsync(string tool, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
