using Slipway.Engines.Addresses;
using Slipway.Engines.Commands;
using Slipway.Engines.Networks;
using Slipway.Execution.Networks;

namespace Slipway.Execution.Tests.Networks;

/// <summary>Links and their rules on this machine.</summary>
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
            Assert.Equal(1, LinkNetwork.RemoveOrphans(State, new HashSet<string> { "00000000000f" }));
            Assert.Equal(["slj00000000000c", "slj00000000000e", "slj00000000000f"], HostLink.Names("slj0000000000").Order());
        }
        finally
        {
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

    private static async Task<bool> AreLoadedAsync() => (await ToolRun.RunAsync("nft", ["list", "table", "ip", "slipway-jobs"], null, Token)).ExitCode == 0;
}
