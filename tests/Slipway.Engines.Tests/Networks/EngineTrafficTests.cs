using System.Globalization;
using Slipway.Engines.Api;
using Slipway.Engines.Identity;
using Slipway.Engines.Isolation;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Engines.Tests.Hosting;
using Slipway.Linux.Networks;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Tests.Networks;

/// <summary>What leaves a real engine for the world, as a place behind an uplink's router sees it.</summary>
[Trait("needs", "engine")]
public sealed class EngineTrafficTests
{
    /// <summary>Of the internet, and of no machine: it was given out for a kind of tunnels that nobody has any more.</summary>
    private const string Public = "192.52.193.7";

    private const string AtOneCloud = "168.63.129.16";
    private const string Maker = "/sys/class/dmi/id/sys_vendor";

    /// <summary>Says to whoever connects or sends which port he has.</summary>
    private const string Tell = """perl -MSocket=:all -e 'alarm 120; socket(T, AF_INET, SOCK_STREAM, 0); bind(T, pack_sockaddr_in(8123, INADDR_ANY)) or die; listen(T, 9); socket(U, AF_INET, SOCK_DGRAM, 0); bind(U, pack_sockaddr_in(8123, inet_aton("192.52.193.7"))) or die; print "serving\n"; close(STDOUT); close(STDERR); if (fork) { while ($a = accept(C, T)) { syswrite(C, (unpack_sockaddr_in($a))[0] . "\n"); close(C) } } else { alarm 120; while ($a = recv(U, $b, 99, 0)) { send(U, (unpack_sockaddr_in($a))[0] . "\n", 0, $a) } }' </dev/null &""";

    /// <summary>Asks there, from the port of the host's log service: the port that was heard, or nothing.</summary>
    private const string AskFrom514 = """ask() { perl -MSocket=:all -e '($kind, $to) = @ARGV; $SIG{ALRM} = sub { exit 1 }; alarm 2; socket(S, AF_INET, $kind eq "tcp" ? SOCK_STREAM : SOCK_DGRAM, 0); bind(S, pack_sockaddr_in(514, INADDR_ANY)) or die; connect(S, pack_sockaddr_in(8123, inet_aton($to))) or exit 1; syswrite(S, "?"); sysread(S, $b, 9); print $b' -- "$@"; };""";

    /// <summary>The kinds of ICMP that come, until an echo's request is among them.</summary>
    private const string Hear = """perl -MSocket=:all -e 'alarm 20; socket(S, AF_INET, SOCK_RAW, 1); $| = 1; print "ready\n"; while (recv(S, $b, 999, 0)) { $t = unpack("x20 C", $b); print "$t\n"; exit if $t == 8 }'""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_world_hears_ports_that_the_host_draws_no_stray_message_and_nothing_at_addresses_that_are_a_clouds_own()
    {
        Assert.SkipWhen(File.Exists(Maker) && (await File.ReadAllTextAsync(Maker, Token)).Contains("Microsoft", StringComparison.Ordinal), "This machine may be in the cloud that has the address.");
        await using var uplink = await TrialNetwork.MakeAsync("slw-world", Token);
        string[] own = [AtOneCloud, "100.100.100.200", "192.0.0.192", "169.254.170.2", "192.88.99.1"];
        foreach (var address in (string[])[Public, .. own])
        {
            await uplink.RunAsync($"ip address add {address}/32 dev lo", Token);
            await IpAsync($"route add {address}/32 via {uplink.Address}");
        }
        // A default route of a table that nobody asks makes the link an uplink.
        await IpAsync($"route add default via {uplink.Address} table 7780");
        Assert.Equal("serving\n", await uplink.RunAsync(Tell, Token));
        await using var bench = new EngineBench("slipway-world");
        await using var lease = await bench.Host.LeaseAsync(new EngineRequest { OwnerProcess = Environment.ProcessId }, Token);
        using var shell = new EngineShell(lease);

        List<string> seen = [];
        foreach (var protocol in (string[])["udp", "tcp"])
        {
            seen.Add($"{protocol} {Kind(await shell.RunAsync($"{AskFrom514} ask {protocol} {Public}", Token))}");
        }
        foreach (var address in own)
        {
            seen.Add($"{address} {Kind(await shell.RunAsync($"{AskFrom514} ask tcp {address}", Token))}");
        }
        seen.AddRange((await HearAsync(uplink, shell)).Split('\n', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(["udp drawn", "tcp drawn", .. own.Select(address => $"{address} closed"), "ready", "8"], seen);
    }

    [Fact]
    public async Task An_engine_that_is_cut_off_answers_the_host_alone_whatever_still_runs_in_it()
    {
        await using var job = await TrialNetwork.MakeAsync("slw-cut", Token);
        await using var bench = new EngineBench("slipway-cut");
        await using var lease = await bench.Host.LeaseAsync(new EngineRequest { OwnerProcess = Environment.ProcessId, AllowedSources = [job.Network.ToString()] }, Token);
        _ = EngineId.TryParse(lease.Id, out var id);
        using var services = new EngineHostServices(bench.Settings, TimeProvider.System);
        var connect = $"{ProbeScript.Connect} connect {lease.Address} 2376 && echo answered";
        Assert.Equal("answered\n", await job.RunAsync(connect, Token));

        services.Network.CutOff(id);

        Assert.Equal("", await job.RunAsync(connect, Token));
        using var api = new EngineApi(lease.Address, lease.Certificates, TimeProvider.System);
        Assert.Equal("OK", await api.Http.GetStringAsync(new Uri("/_ping", UriKind.Relative), Token));
    }

    private static string Kind(string heard) =>
        heard.Length == 0 ? "closed" : int.Parse(heard, CultureInfo.InvariantCulture) is var port && Masquerade.Read() is var drawn && port >= drawn.First && port <= drawn.Last ? "drawn" : "kept";

    /// <summary>A message about a conversation that nobody has, and a ping behind it.</summary>
    private static async Task<string> HearAsync(TrialNetwork uplink, EngineShell shell)
    {
        var file = Path.GetTempFileName();
        try
        {
            var hearing = uplink.RunAsync($"{Hear} | tee {file}", Token);
            while (!(await File.ReadAllTextAsync(file, Token)).Contains("ready", StringComparison.Ordinal))
            {
                await Task.Yield();
            }
            await shell.RunAsync($"HOST={Public} HOST_PORT=7 PEER=192.52.193.8 PEER_PORT=7\n{NetworkProbes.ForgeMessage}\n{ProbeScript.Ping} ping {Public}", Token);
            return await hearing;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Task<string> IpAsync(string arguments) => ToolRun.MustAsync("ip", arguments.Split(' '), null, Token);
}
