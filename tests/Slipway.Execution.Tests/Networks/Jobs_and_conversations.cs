using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Execution.Networks;
using Slipway.Linux.Locks;
using Slipway.Linux.Networks;
using Slipway.Linux.Tools;

namespace Slipway.Execution.Tests.Networks;

/// <summary>A job, whose root sends what he likes, and others' conversations: with a place behind an uplink, and a place on a link of the host's own.</summary>
[Collection(nameof(Links_of_jobs))]
public sealed class Jobs_and_conversations : IAsyncLifetime
{
    private const string World = "198.19.253.2";
    private const string HostInWorld = "198.19.253.1";
    private const int ServicePort = 514;
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private FileLock? _hold;
    private LinkNetwork _link = null!;
    private PlaceOfTest _job = null!;
    private PlaceOfTest _world = null!;
    private PlaceOfTest _own = null!;

    private IPAddress Job => _link.Subnet.Address(2);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/sbin/nft"), "links need root and nft");
        _hold = LinkRules.TryHold();
        _link = await LinkNetwork.MakeAsync("000000000014", "a-state-of-a-test", new SubnetPool(), () => { });
        _job = await PlaceOfTest.MakeAsync(Token);
        _world = await PlaceOfTest.MakeAsync(Token);
        _own = await PlaceOfTest.MakeAsync(Token);
        HostLink.Plug("slp000000000014", _job.Process, _link.Subnet);
        await _world.ConnectAsync("redcorp1", "198.19.253", Token);
        await _own.ConnectAsync("redcorp2", "198.19.254", Token);
        // A default route of a table that nobody asks makes the link an uplink.
        await ToolRun.MustAsync("ip", ["route", "add", "default", "via", World, "dev", "redcorp1", "table", "7779"], null, Token);
        await LinkRules.LoadAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await (_own?.DisposeAsync() ?? default);
        await (_world?.DisposeAsync() ?? default);
        await (_job?.DisposeAsync() ?? default);
        await (_link?.DisposeAsync() ?? default);
        _hold?.Dispose();
    }

    [Fact]
    public async Task The_world_hears_ports_that_the_host_draws_and_none_that_a_job_chose()
    {
        using var service = _world.Listen();
        Assert.Equal("sent", await _job.SendFromAsync(Job.ToString(), World, PortOf(service), Token, ServicePort));

        var heard = (await service.ReceiveAsync(Token)).RemoteEndPoint;

        Assert.Equal(HostInWorld, heard.Address.ToString());
        var drawn = Masquerade.Read();
        Assert.InRange(heard.Port, drawn.First, drawn.Last);
    }

    [Theory]
    [InlineData(4, "IPv4 in IPv4")]
    [InlineData(33, "DCCP")]
    [InlineData(41, "IPv6 in IPv4")]
    [InlineData(47, "GRE")]
    [InlineData(50, "ESP")]
    [InlineData(51, "AH")]
    [InlineData(112, "VRRP")]
    [InlineData(132, "SCTP")]
    [InlineData(136, "UDP-Lite")]
    public async Task Nothing_leaves_whose_ports_the_host_does_not_draw(int protocol, string name)
    {
        using var world = _world.OpenRaw(protocol);
        using var job = _job.OpenRaw(protocol);
        await job.SendToAsync(new byte[64], new IPEndPoint(IPAddress.Parse(World), 0), Token);

        await FollowAsync();
        Assert.True(world.Available == 0, $"{name} left.");
    }

    [Fact]
    public async Task Nobody_takes_all_ports_towards_a_place_and_what_is_established_goes_on()
    {
        const int Bound = 1_024;
        const int First = 20_000;
        using var service = _world.Listen();
        var there = new IPEndPoint(IPAddress.Parse(World), PortOf(service));
        using var kept = _job.Listen(First);
        await kept.SendAsync("question"u8.ToArray(), there, Token);
        var asking = (await service.ReceiveAsync(Token)).RemoteEndPoint;
        await service.SendAsync("answer"u8.ToArray(), asking, Token);
        await kept.ReceiveAsync(Token);
        for (var port = First + 1; port < First + Bound; port++)
        {
            await SendFromAsync(port, there);
            await service.ReceiveAsync(Token);
        }

        for (var port = First + Bound; port < First + Bound + 9; port++)
        {
            await SendFromAsync(port, there);
        }

        await FollowAsync();
        Assert.Equal(0, service.Available);
        await kept.SendAsync("another question"u8.ToArray(), there, Token);
        Assert.Equal(asking, (await service.ReceiveAsync(Token)).RemoteEndPoint);
    }

    [Fact]
    public async Task Forged_messages_end_nobodys_conversation_neither_at_the_host_nor_in_the_world()
    {
        using var host = new UdpClient(new IPEndPoint(IPAddress.Parse(HostInWorld), 0));
        using var world = _world.Listen();
        var (here, there) = (new IPEndPoint(IPAddress.Parse(HostInWorld), PortOf(host)), new IPEndPoint(IPAddress.Parse(World), PortOf(world)));
        await SpeakAsync(host, there, world);
        await SpeakAsync(world, here, host);

        Assert.Equal("sent", await _job.ForgeAsync(here, there, Token));
        Assert.Equal("sent", await _job.ForgeAsync(there, here, Token));
        // What comes behind them by the same ways has come: so have they.
        using var later = new UdpClient(new IPEndPoint(_link.Subnet.Address(1), 0));
        using var laterInWorld = _world.Listen();
        Assert.Equal("sent", await _job.SendFromAsync(Job.ToString(), _link.Subnet.Address(1).ToString(), PortOf(later), Token));
        Assert.Equal("sent", await _job.SendFromAsync(Job.ToString(), World, PortOf(laterInWorld), Token));
        await later.ReceiveAsync(Token);
        await laterInWorld.ReceiveAsync(Token);

        await SpeakAsync(host, null, world);
        await SpeakAsync(world, null, host);
    }

    [Fact]
    public async Task Messages_about_its_own_conversations_reach_a_job()
    {
        var nobody = new IPEndPoint(IPAddress.Parse(World), ServicePort);
        using var job = _job.Listen();
        job.Connect(nobody);
        await job.SendAsync("is somebody there?"u8.ToArray(), Token);

        var refusal = await Assert.ThrowsAsync<SocketException>(async () => await job.ReceiveAsync(Token));

        Assert.Equal(SocketError.ConnectionRefused, refusal.SocketErrorCode);
    }

    [Fact]
    public async Task Nobody_on_a_link_of_the_hosts_own_answers_a_job_in_the_name_of_the_world()
    {
        using var world = _world.Listen();
        using var job = _job.Listen();
        await job.SendAsync("question"u8.ToArray(), new IPEndPoint(IPAddress.Parse(World), PortOf(world)), Token);
        var asking = (await world.ReceiveAsync(Token)).RemoteEndPoint;

        Assert.Equal("sent", await _own.SendFromAsync(World, HostInWorld, asking.Port, Token, PortOf(world)));
        using var later = new UdpClient(new IPEndPoint(IPAddress.Parse("198.19.254.1"), 0));
        Assert.Equal("sent", await _own.SendFromAsync("198.19.254.2", "198.19.254.1", PortOf(later), Token));
        await later.ReceiveAsync(Token);
        await world.SendAsync("answer"u8.ToArray(), asking, Token);

        Assert.Equal("answer", Encoding.UTF8.GetString((await job.ReceiveAsync(Token)).Buffer));
    }

    /// <summary>Something that may leave, behind what may not: when it has come, the other would have come.</summary>
    private async Task FollowAsync()
    {
        using var later = _world.Listen();
        await SendFromAsync(0, new IPEndPoint(IPAddress.Parse(World), PortOf(later)));
        await later.ReceiveAsync(Token);
    }

    private async Task SendFromAsync(int port, IPEndPoint to)
    {
        using var job = _job.Listen(port);
        await job.SendAsync("hello"u8.ToArray(), to, Token);
    }

    private static async Task SpeakAsync(UdpClient from, IPEndPoint? to, UdpClient listener)
    {
        if (to is not null)
        {
            from.Connect(to);
        }

        await from.SendAsync("hello"u8.ToArray(), Token);
        await listener.ReceiveAsync(Token);
    }

    private static int PortOf(UdpClient client) => ((IPEndPoint)client.Client.LocalEndPoint!).Port;
}
