using System.Net;
using System.Net.Sockets;
using Slipway.Execution.Networks;
using Slipway.Linux.Addresses;
using Slipway.Linux.Networks;
using Slipway.Linux.Tools;

namespace Slipway.Execution.Tests.Networks;

/// <summary>Links and their rules on this machine.</summary>
[Collection(nameof(Links_of_jobs))]
public sealed class Links_of_jobs
{
    private const string State = "a-state-of-a-test";
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    public Links_of_jobs() => Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/sbin/nft"), "links need root and nft");

    [Fact]
    public async Task A_link_takes_its_subnet_until_it_is_removed()
    {
        var pool = new SubnetPool();
        var forgotten = 0;
        await using (var link = await LinkNetwork.MakeAsync("00000000000a", State, pool, () => forgotten++))
        {
            Assert.Contains(HostRoutes.Read(), route => route.Destination == link.Subnet && route.Interface == "slj00000000000a");
            Assert.False(HostLink.TryMake("slj00000000000b", "slp00000000000b", link.Subnet, 1500, "a note"));
            Assert.Equal(["slj00000000000a"], HostLink.Names("slj0000000000"));
        }

        Assert.Empty(HostLink.Names("slj0000000000"));
        Assert.Empty(HostLink.Names("slp0000000000"));
        Assert.Equal(1, forgotten);
    }

    [Fact]
    public async Task Only_links_of_dead_processes_of_the_same_state_are_orphans()
    {
        await using var living = await LinkNetwork.MakeAsync("00000000000c", State, new SubnetPool(), () => { });
        foreach (var (name, state) in (ReadOnlySpan<(string, string)>)[("00000000000d", State), ("00000000000e", "another"), ("00000000000f", State)])
        {
            var subnet = new SubnetPool().Take([.. HostRoutes.Read().Select(route => route.Destination).Where(route => route.Prefix > 0)])!.Value;
            Assert.True(HostLink.TryMake("slj" + name, "slp" + name, subnet, 1500, $"1-1-000000000000-1 {state}"));
        }

        try
        {
            Assert.Equal(["slj00000000000d"], LinkNetwork.FindOrphans(State, new HashSet<string> { "00000000000f" }));
        }
        finally
        {
            HostLink.Remove("slj00000000000d");
            HostLink.Remove("slj00000000000e");
            HostLink.Remove("slj00000000000f");
        }
    }

    [Fact]
    public async Task Rules_stay_while_somebody_holds_them_or_a_link_is_there()
    {
        using (var hold = LinkRules.TryHold())
        {
            Assert.NotNull(hold);
            await LinkRules.LoadAsync(Token);
            await LinkRules.TryUnloadAsync(Token);
            Assert.True(await AreLoadedAsync());
        }

        await using (await LinkNetwork.MakeAsync("000000000010", State, new SubnetPool(), () => { }))
        {
            await LinkRules.TryUnloadAsync(Token);
            Assert.True(await AreLoadedAsync());
        }

        await LinkRules.TryUnloadAsync(Token);
        Assert.False(await AreLoadedAsync());
        Assert.DoesNotContain("slj", (await ToolRun.RunAsync("iptables", ["-w", "-S"], null, Token)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_cut_off_before_it_said_whose_it_is_goes_with_the_rules()
    {
        Assert.True(HostLink.TryMake("slj000000000011", "slp000000000011", new Ipv4Network((10u << 24) | (199u << 16), 26), 1500, ""));
        using (LinkRules.TryHold())
        {
            await LinkRules.TryUnloadAsync(Token);
            Assert.Equal(["slj000000000011"], HostLink.Names("slj000000000011"));
        }

        await LinkRules.TryUnloadAsync(Token);
        Assert.Empty(HostLink.Names("slj000000000011"));
    }

    [Fact]
    public async Task A_job_reaches_the_world_by_uplinks_and_nothing_on_links_of_the_hosts_own_whatever_their_names()
    {
        using var hold = LinkRules.TryHold();
        await using var link = await LinkNetwork.MakeAsync("000000000012", State, new SubnetPool(), () => { });
        await using var job = await PlaceOfTest.MakeAsync(Token);
        HostLink.Plug("slp000000000012", job.Process, link.Subnet);
        await using var other = await PlaceOfTest.MakeAsync(Token);
        await other.ConnectAsync("redcorp0", "198.19.252", Token);
        await LinkRules.LoadAsync(Token);
        using var host = new TcpListener(link.Subnet.Address(1), PlaceOfTest.Port);
        host.Start();
        Assert.Equal("open", await job.TryAsync(link.Subnet.Address(1).ToString(), Token));
        Assert.Equal("closed", await job.TryAsync("198.19.252.2", Token));

        // As engines' links are, which their own rules guard.
        await IpAsync($"link set redcorp0 group {HostLink.EngineGroup}");
        Assert.Equal("open", await job.TryAsync("198.19.252.2", Token));
        await IpAsync("link set redcorp0 group default");
        Assert.Equal("closed", await job.TryAsync("198.19.252.2", Token));

        await IpAsync("route add default via 198.19.252.2 dev redcorp0 table 7778");
        await LinkRules.LoadAsync(Token);
        Assert.Equal("open", await job.TryAsync("198.19.252.2", Token));
    }

    [Fact]
    public async Task The_root_of_a_job_sends_from_its_links_addresses_alone()
    {
        using var hold = LinkRules.TryHold();
        await using var link = await LinkNetwork.MakeAsync("000000000013", State, new SubnetPool(), () => { });
        await using var job = await PlaceOfTest.MakeAsync(Token);
        await LinkRules.LoadAsync(Token);
        HostLink.Plug("slp000000000013", job.Process, link.Subnet);
        var own = link.Subnet.Address(2).ToString();
        var gateway = link.Subnet.Address(1).ToString();
        using var host = new UdpClient(new IPEndPoint(link.Subnet.Address(1), 0));
        var port = ((IPEndPoint)host.Client.LocalEndPoint!).Port;

        // Another job's, the world's, the host's own on this link and elsewhere, its loopback; and at last the job's own.
        foreach (var from in (string[])["10.192.77.2", "203.0.113.7", gateway, "172.17.0.1", "127.0.0.1", own])
        {
            Assert.Equal("sent", await job.SendFromAsync(from, gateway, port, Token));
        }

        Assert.Equal(own, (await host.ReceiveAsync(Token)).RemoteEndPoint.Address.ToString());
        Assert.Equal(0, host.Available);
    }

    [Fact]
    public async Task What_jobs_send_is_bounded_in_connections_and_in_fragments_and_that_before_the_kernel_puts_them_together()
    {
        using var hold = LinkRules.TryHold();
        await LinkRules.LoadAsync(Token);

        var chains = (await ToolRun.MustAsync("nft", ["-n", "list", "table", "ip", "slipway-jobs"], null, Token)).Split("chain ");

        Assert.Contains("limit rate over 30/second burst 30 packets drop", Assert.Single(chains, chain => chain.Contains("hook prerouting priority -450", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("{ iifname ct count over ", Assert.Single(chains, chain => chain.Contains("hook prerouting priority -150", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_an_earlier_job_is_left_in_the_hosts_table_of_connections()
    {
        var subnet = new SubnetPool().Take([.. HostRoutes.Read().Select(route => route.Destination).Where(route => route.Prefix > 0)])!.Value;
        Assert.True(HostLink.TryMake("slj000000000014", "slp000000000014", subnet, 1500, "a test"));
        await SpeakAsync(subnet);
        // As a crash leaves it.
        HostLink.Remove("slj000000000014");
        Assert.True(HostConnections.Has(subnet));

        await using (var link = await LinkNetwork.MakeAsync("000000000015", State, new SubnetPool([subnet]), () => { }))
        {
            // Whoever is connected finds the table empty; this process is in no container.
            await Assert.ThrowsAsync<IOException>(() => link.ConnectAsync("none", Environment.ProcessId));
            Assert.False(HostConnections.Has(subnet));
            await SpeakAsync(subnet);
        }

        Assert.False(HostConnections.Has(subnet));
    }

    /// <summary>To the far end of a link, which takes it or not.</summary>
    private static async Task SpeakAsync(Ipv4Network subnet)
    {
        using var speaker = new UdpClient();
        await speaker.SendAsync(new byte[1], new IPEndPoint(subnet.Address(2), 9), Token);
        Assert.True(HostConnections.Has(subnet));
    }

    private static Task<string> IpAsync(string arguments) => ToolRun.MustAsync("ip", arguments.Split(' '), null, Token);

    private static async Task<bool> AreLoadedAsync() => (await ToolRun.RunAsync("nft", ["list", "table", "ip", "slipway-jobs"], null, Token)).ExitCode == 0;
}
