using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Slipway.Engines.Isolation;
using Slipway.Linux.Addresses;
using Slipway.Linux.Netlink;
using Slipway.Linux.Networks;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Tests.Networks;

/// <summary>Both kinds of links, an engine's and a job's, with a network namespace at the far end whose root does what he likes.</summary>
[Trait("needs", "root")]
public sealed class HostLinkTests
{
    private const string Name = "slk000000000a";
    private static readonly Ipv4Network Subnet = new((198u << 24) | (19u << 16) | (251u << 8), 30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => ["engine", "job"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_the_far_end_says_about_addresses_is_not_believed_and_both_ends_reach_each_other(string kind)
    {
        using var far = await FarAsync();
        Connect(kind, far.Id);
        try
        {
            var group = await File.ReadAllTextAsync($"/sys/class/net/{Name}/netdev_group", Token);
            Assert.Equal(kind == "engine", group.Trim() == HostLink.EngineGroup.ToString(CultureInfo.InvariantCulture));

            await ForgeAsync(far.Id);

            Assert.Empty(await HostNeighbours.ForgedAsync(Token));
            await SpeakAsync(far.Id);
        }
        finally
        {
            HostLink.Remove(Name);
            far.Kill();
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_ends_know_each_other_also_after_the_far_end_has_forgotten_what_it_learnt(string kind)
    {
        using var far = await FarAsync();
        Connect(kind, far.Id);
        try
        {
            await InsideAsync(far.Id, "ip neighbour flush all");

            await SpeakAsync(far.Id);
        }
        finally
        {
            HostLink.Remove(Name);
            far.Kill();
        }
    }

    private static void Connect(string kind, int process)
    {
        HostLink.Remove(Name);
        if (kind == "engine")
        {
            HostLink.Make(Name, process, Subnet.Address(1), Subnet.Address(2), 1500);
        }
        else
        {
            Assert.True(HostLink.TryMake(Name, "slf000000000a", Subnet, 1500, "a test"));
            HostLink.Plug("slf000000000a", process, Subnet);
        }
    }

    private static Task<string> ForgeAsync(int process) =>
        InsideAsync(process, $"LINK=eth0 GATEWAY={Subnet.Address(1)} GATEWAY6=$(ip -6 -o address show dev eth0 | grep -o 'fe80[^/]*' | head -1)\n{NetworkProbes.ForgeNeighbours}");

    /// <summary>A connection from the far end to the host, and one back.</summary>
    private static async Task SpeakAsync(int process)
    {
        using var host = new TcpListener(Subnet.Address(1), 0);
        host.Start();
        var accepting = host.AcceptTcpClientAsync(Token).AsTask();
        var port = ((IPEndPoint)host.LocalEndpoint).Port;
        Assert.Equal("there\n", await InsideAsync(process, $"timeout 5 bash -c '</dev/tcp/{Subnet.Address(1)}/{port}' && echo there"));
        using var accepted = await accepting;

        using var listener = NetworkNamespace.Run(process, () =>
        {
            var inside = new TcpListener(Subnet.Address(2), 0);
            inside.Start();
            return inside;
        });
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Token);
    }

    private static async Task<string> InsideAsync(int process, string script)
    {
        var run = await ToolRun.RunAsync("nsenter", [$"--target={process}", "--net", "--mount", "sh", "-s"], script, Token);
        return run.Output + run.Errors;
    }

    private static async Task<Process> FarAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Links need root.");
        var far = Process.Start(new ProcessStartInfo("unshare", ["--net", "--mount", "sh", "-c", "mount -t sysfs none /sys && echo ready; exec sleep 60"]) { RedirectStandardOutput = true })!;
        Assert.Equal("ready", await far.StandardOutput.ReadLineAsync(Token));
        return far;
    }
}
