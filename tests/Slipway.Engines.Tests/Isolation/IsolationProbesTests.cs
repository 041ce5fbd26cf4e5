using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Engines.Btrfs;
using Slipway.Engines.Isolation;
using Slipway.Engines.Tests.Storage;
using Slipway.Linux.Addresses;
using Slipway.Linux.Cgroups;
using Slipway.Linux.Failures;
using Slipway.Linux.Networks;
using Slipway.Linux.Tools;
using Slipway.Testing.Folders;

namespace Slipway.Engines.Tests.Isolation;

/// <summary>The open set-up: no probe is believed that was not seen to get through.</summary>
[Trait("needs", "root")]
[Collection(nameof(IsolationTrialTests))]
public sealed class IsolationProbesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_probe_gets_through_where_nothing_holds_it_but_those_this_kernel_has_nothing_for()
    {
        using var scratch = new ScratchStorage();
        await scratch.MakeImageAsync(Token);
        var cgroup = Directory.CreateTempSubdirectory("slipway-cgroup-");
        Directory.CreateDirectory(Path.Combine(cgroup.FullName, "pids"));
        await File.WriteAllTextAsync(Path.Combine(cgroup.FullName, "pids", "pids.max"), "max", Token);
        // A group that is charged nothing.
        await File.WriteAllTextAsync(Path.Combine(cgroup.FullName, "memory.current"), "0", Token);
        // Nobody else's: what stands for hostile engines listens below 127.77 and 127.78.
        using var engine = new TcpListener(IPAddress.Parse("127.79.0.1"), 2376);
        engine.Start();
        await using var metadata = await MetadataStandIn.MakeAsync(Token);
        await using var canary = await HostCanary.SetOutAsync(Token);
        var (four, six) = HostCanary.Addresses();
        var loop = LoopDevice.Under(scratch.Paths.Volume);
        var script = ProbeScript.Write(IsolationProbes.All, new Dictionary<string, string>(canary.Places)
        {
            ["CANARY_ADDRESSES"] = four,
            ["CANARY_ADDRESSES6"] = six,
            ["CANARY_RESOLVER"] = HostCanary.Address().ToString(),
            ["CANARY_ALLOWED"] = HostCanary.Address().ToString(),
            ["CANARY_ENGINE"] = "127.79.0.1",
            ["CANARY_JOB"] = "127.79.0.1",
            ["CANARY_FOREIGN"] = "127.79.0.1",
            ["CANARY_JOB_PORT"] = "2376",
            ["CANARY_CGROUP"] = cgroup.FullName,
            ["CANARY_MEMORY"] = cgroup.FullName,
            ["CANARY_VOLUME"] = scratch.Paths.Volume,
            ["CANARY_LOOP"] = $"7 {loop!["/dev/loop".Length..]}",
        });

        var run = await ToolRun.RunAsync("sh", ["-s"], script, Token);

        cgroup.Delete(recursive: true);
        var results = ProbeScript.Read(IsolationProbes.All, run.Output, "open host").Where(result => result.Held).Select(result => result.Probe).ToList();
        var unable = IsolationProbes.All.Where(probe => probe.IsControl || (probe.Needs is not null && !Path.Exists(probe.Needs))).Select(probe => probe.Name);
        Assert.Empty(results.Except(unable).Except(await TakesOldCallsAsync(scratch.Paths.Volume) ? [] : (string[])["sockets-of-32-bits"]));
    }

    [Fact]
    public async Task Every_probe_from_a_network_gets_through_where_nothing_holds_it()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var canary = await HostCanary.SetOutAsync(Token);
        using var api = Listen("127.79.0.2", 2376);
        using var ssh = Listen("127.79.0.2", 22);
        var exports = $"export ENGINE=127.79.0.2 OTHER=127.79.0.2 SERVICE_PORT={canary.Places["CANARY_PORT"]}\n";
        List<IsolationProbe> probes = [.. NetworkProbes.FromJob, .. NetworkProbes.FromElsewhere, .. NetworkProbes.AfterRelease, .. NetworkProbes.FromItself];

        var run = await ToolRun.RunAsync("sh", ["-s"], exports + ProbeScript.Write(probes, new Dictionary<string, string>()), Token);

        Assert.Equal(probes.Where(probe => probe.IsControl), probes.Where(probe => ProbeScript.Read([probe], run.Output, "open host")[0].Held));
    }

    [Fact]
    public async Task A_borrowed_address_and_drawn_traffic_arrive_where_nothing_holds_them()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        Assert.SkipUnless((await File.ReadAllTextAsync("/proc/sys/net/ipv4/conf/all/rp_filter", Token)).Trim() == "0", "this host drops borrowed addresses itself (rp_filter)");
        await using var canary = await HostCanary.SetOutAsync(Token);
        await using var place = await TrialNetwork.MakeAsync("slw-open", Token);
        var victim = IPAddress.Parse("198.18.201.7");
        await ToolRun.MustAsync("ip", ["route", "add", $"{victim}/32", "dev", "t-slw-open"], null, Token);

        await place.RunAsync(string.Create(CultureInfo.InvariantCulture, $"FROM={victim} TO={place.Network.Address(1)} TO_PORT={canary.AllowedPort}\n") + NetworkProbes.BorrowAddress, Token);
        var taking = place.RunAsync($"LINK=eth0 OTHER={victim}\nif {NetworkProbes.TakeAddress.Trim()}\nthen echo taken; else echo not taken; fi", Token);
        using var speaker = new UdpClient();
        while (!taking.IsCompleted)
        {
            await speaker.SendAsync(Encoding.UTF8.GetBytes("hello"), new IPEndPoint(victim, 9), Token);
            await Task.WhenAny(taking, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Token));
        }

        Assert.True(canary.HasHeardFrom(victim));
        Assert.Equal("taken\n", await taking);
    }

    [Fact]
    public async Task A_forged_message_ends_a_conversation_where_nothing_holds_it()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var place = await TrialNetwork.MakeAsync("slw-forge", Token);
        await place.RunAsync(string.Create(CultureInfo.InvariantCulture, $"export SERVICE_PORT={NetworkTrial.ServicePort}\n") + NetworkProbes.Serve, Token);
        using var conversation = new HostConversation(new IPEndPoint(place.Address, NetworkTrial.ServicePort));
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Token);
        Assert.False(conversation.IsBroken());

        await place.RunAsync(conversation.Exports + NetworkProbes.ForgeMessage, Token);

        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Token);
        Assert.True(conversation.IsBroken());
    }

    [Fact]
    public async Task Invented_neighbours_are_believed_where_nothing_holds_them()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        Assert.SkipUnless((await File.ReadAllTextAsync("/proc/sys/net/ipv4/conf/all/rp_filter", Token)).Trim() == "0", "this host drops borrowed addresses itself (rp_filter)");
        await using var place = await TrialNetwork.MakeAsync("slw-said", Token);
        var six = await LinkLocalAsync("t-slw-said");

        await place.RunAsync($"LINK=eth0 GATEWAY={place.Network.Address(1)} GATEWAY6={six}\n{NetworkProbes.ForgeNeighbours}", Token);

        var forged = await HostNeighbours.ForgedAsync(Token);
        Assert.Contains(forged, line => line.StartsWith("203.0.113.", StringComparison.Ordinal));
        Assert.Equal(six is not null, forged.Any(line => line.StartsWith("fe80:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_frozen_process_and_its_connection_outlive_their_network_where_nothing_holds_them()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var canary = await HostCanary.SetOutAsync(Token);
        var hierarchies = CgroupHierarchies.Read();
        var name = $"slipway-left-{Environment.ProcessId}";
        var group = Path.Combine(hierarchies.Folders.FirstOrDefault(folder => folder.EndsWith("/freezer", StringComparison.Ordinal)) ?? hierarchies.Folders[0], name);
        Directory.CreateDirectory(group);
        LeftBehind left;
        await using (var place = await TrialNetwork.MakeAsync("slw-left", Token))
        {
            left = new LeftBehind(name, place.Address);
            // Where `ip netns exec` shows no control groups.
            var script = string.Create(CultureInfo.InvariantCulture, $"TO={place.Network.Address(1)} TO_PORT={canary.AllowedPort} PLACES={group}\n") + LeftBehind.Leave;
            Assert.Equal("left\n", await ToolRun.MustAsync("nsenter", ["--net=/run/netns/slw-left", "sh", "-s"], script, Token));
        }

        Assert.True(left.HasProcess);
        Assert.True(left.HasConnection);
        HostConnections.Forget(Ipv4Network.Of(left.Address));
        Assert.False(left.HasConnection);
        while (CgroupFiles.KillAll(group) || !CgroupFiles.TryRemove(group))
        {
            CgroupFiles.ThawAll(group);
            await Task.Yield();
        }
        Assert.False(left.HasProcess);
    }

    [Fact]
    public void A_probe_that_did_not_run_is_an_error_and_no_success() =>
        Assert.Throws<InfrastructureException>(() => ProbeScript.Read(IsolationProbes.All, "host-file held\n", "engine"));

    [Fact]
    public void The_documentation_lists_every_probe_with_what_must_hold()
    {
        var rows = File.ReadLines(Checkout.PathOf("docs", "security.md")).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(cells => cells.Length == 5).Select(cells => (cells[2], cells[3])).ToHashSet();

        var probes = IsolationProbes.All.Concat(NetworkProbes.FromJob).Concat(NetworkProbes.FromElsewhere).Concat(NetworkProbes.AfterRelease).Concat(NetworkProbes.FromItself);

        Assert.DoesNotContain(probes, probe => !rows.Contains(($"`{probe.Name}`", probe.Claim)));
    }

    /// <summary>Null: the host has no IPv6. An address counts once the kernel has asked whether somebody else has it.</summary>
    private static async Task<string?> LinkLocalAsync(string link)
    {
        while (true)
        {
            var own = await ToolRun.MustAsync("ip", ["-6", "-o", "address", "show", "dev", link], null, Token);
            if (!own.Contains("tentative", StringComparison.Ordinal))
            {
                return own.Split(' ', '/').FirstOrDefault(word => word.StartsWith("fe80:", StringComparison.Ordinal));
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Token);
        }
    }

    // Where the host's own sshd has the port, that answers as well.
    private static TcpListener Listen(string address, int port)
    {
        var listener = new TcpListener(IPAddress.Parse(address), port);
        try
        {
            listener.Start();
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            TestContext.Current.SendDiagnosticMessage($"Port {port} is the host's own.");
        }

        return listener;
    }

    /// <summary>Whether the kernel takes calls of 32-bit programs: some machines that are virtual themselves do not, whatever their kernel was built for.</summary>
    private static async Task<bool> TakesOldCallsAsync(string folder)
    {
        // mov eax, 20 (getpid); int 0x80; then exit(0) as a 64-bit program.
        var program = Path.Combine(folder, "old-call");
        await File.WriteAllBytesAsync(program, Convert.FromBase64String("f0VMRgIBAQAAAAAAAAAAAAIAPgABAAAAeABAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAEAAOAABAAAAAAAAAAEAAAAFAAAAAAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAAiAAAAAAAAACIAAAAAAAAAAAQAAAAAAAAuBQAAADNgDH/uDwAAAAPBQ=="), Token);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        // A copy of another process's: what is started meanwhile may hold this one open, and then it does not run.
        var run = await ToolRun.RunAsync("sh", ["-c", $"cp {program} {program}.run && {program}.run"], null, Token);
        return run.ExitCode == 0;
    }
}
