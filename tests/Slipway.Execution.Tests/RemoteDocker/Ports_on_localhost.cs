using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Engines.Leases;
using Slipway.Execution.RemoteDocker;
using Slipway.Linux.Netlink;

namespace Slipway.Execution.Tests.RemoteDocker;

/// <summary>A job's place is a network namespace of its own here; the engine's is this process's.</summary>
[Trait("needs", "root")]
public sealed class Ports_on_localhost : IAsyncLifetime
{
    private Process? _place;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        _place = Process.Start(new ProcessStartInfo("unshare", ["--net", "sh", "-c", "ip link set lo up && echo up && exec sleep 600"]) { RedirectStandardOutput = true })!;
        Assert.Equal("up", await _place.StandardOutput.ReadLineAsync(Stop));
    }

    public ValueTask DisposeAsync()
    {
        _place?.Kill();
        _place?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Carry_both_ways_until_both_are_done(string near)
    {
        using var service = Listen();
        await using var relay = new OpenRelay(_place!, PortOf(service));
        await Task.WhenAll(AnswerAsync(service), AskAsync(near, relay.Port));
    }

    [Fact]
    public async Task Deliver_the_last_bytes_of_what_has_ended_and_take_nobody_more()
    {
        using var service = Listen();
        await using var relay = new OpenRelay(_place!, PortOf(service));
        using var client = Connect("127.0.0.1", relay.Port);
        using var answerer = await service.AcceptAsync(Stop);

        relay.Relay.Close();
        await answerer.SendAsync("the last"u8.ToArray(), Stop);
        answerer.Shutdown(SocketShutdown.Both);

        Assert.Equal("the last", await ReadAsync(client));
        Refuses(relay.Port);
    }

    [Fact]
    public async Task End_with_the_job()
    {
        using var service = Listen();
        var relay = new OpenRelay(_place!, PortOf(service));
        using var client = Connect("127.0.0.1", relay.Port);
        using var answerer = await service.AcceptAsync(Stop);

        await relay.DisposeAsync();

        Assert.Equal(0, await client.ReceiveAsync(new byte[1], Stop));
        Refuses(relay.Port);
    }

    [Fact]
    public async Task Are_taken_again_while_an_old_connection_still_stands()
    {
        using var service = Listen();
        await using var relay = new OpenRelay(_place!, PortOf(service));
        using var idle = Connect("127.0.0.1", relay.Port);
        using var answerer = await service.AcceptAsync(Stop);

        relay.Relay.Close();
        await using var next = new OpenRelay(_place!, relay.Port);

        Assert.False(relay.Relay.IsOver);
        await Task.WhenAll(AnswerAsync(service), AskAsync("127.0.0.1", relay.Port));
    }

    [Fact]
    public async Task Leave_a_port_to_what_has_it()
    {
        using var job = NetworkNamespace.Of(_place!.Id);
        using var own = job.Run(Listen);
        using var places = new SemaphoreSlim(1);
        using var engine = EngineLocalhost.Of(_place.Id, "");
        await using var relay = PortRelay.TryOpen(job, engine, PortOf(own), places, TimeProvider.System);
        Assert.Null(relay);
    }

    [Fact]
    public async Task Close_a_connection_that_has_no_place()
    {
        using var service = Listen();
        await using var relay = new OpenRelay(_place!, PortOf(service), places: 1);
        using var first = Connect("127.0.0.1", relay.Port);
        using var answerer = await service.AcceptAsync(Stop);
        using var second = Connect("127.0.0.1", relay.Port);
        Assert.Equal(0, await second.ReceiveAsync(new byte[1], Stop));
    }

    [Fact]
    public void Are_of_the_process_that_is_meant_and_of_no_other_that_has_its_number() =>
        Assert.Throws<IOException>(() => NetworkNamespace.Of(_place!.Id, "194147f0ad"));

    [Fact]
    public void Are_those_that_are_published_by_tcp_where_localhost_is()
    {
        Dictionary<string, IReadOnlyList<EnginePort?>?> bindings = new()
        {
            ["80/tcp"] = [new("", "8080"), new("0.0.0.0", "8080"), new("::", "8080"), new(null, "8081"), new("127.0.0.1", "8082"), new("172.17.0.1", "8083"), new("::", "8084"), new("::1", "8085"), null],
            ["53/udp"] = [new("", "5353")],
            ["81/tcp"] = null,
            ["82/tcp"] = [new("", ""), new("", "0"), new("", "65536"), new("", "-1"), new("", "8000-8010"), new("", null)],
        };
        Assert.Equal([8080, 8081, 8082], PortBindings.OnLocalhost(bindings));
        Assert.Empty(PortBindings.OnLocalhost(null));
        Assert.Equal(PortBindings.Most, PortBindings.OnLocalhost(new Dictionary<string, IReadOnlyList<EnginePort?>?> { ["80/tcp"] = [.. Enumerable.Range(1, 60_000).Select(port => new EnginePort("", $"{port}"))] }).Count());
    }

    private static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    private static async Task AnswerAsync(Socket service)
    {
        using var answerer = await service.AcceptAsync(Stop);
        var question = await ReadAsync(answerer);
        await answerer.SendAsync(Encoding.UTF8.GetBytes($"you said: {question}"), Stop);
    }

    private async Task AskAsync(string address, int port)
    {
        using var client = Connect(address, port);
        await client.SendAsync("question"u8.ToArray(), Stop);
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("you said: question", await ReadAsync(client));
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        var buffer = new byte[1024];
        var text = new StringBuilder();
        while (await socket.ReceiveAsync(buffer, Stop) is > 0 and var count)
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    private void Refuses(int port) =>
        Assert.Equal(SocketError.ConnectionRefused, Assert.Throws<SocketException>(() => Connect("127.0.0.1", port).Dispose()).SocketErrorCode);

    private Socket Connect(string address, int port) => NetworkNamespace.Run(_place!.Id, () =>
    {
        var at = IPAddress.Parse(address);
        var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(at, port);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    });

    /// <summary>A relay with what it needs.</summary>
    private sealed class OpenRelay : IAsyncDisposable
    {
        private readonly NetworkNamespace _job;
        private readonly EngineLocalhost _engine;
        private readonly SemaphoreSlim _places;

        public OpenRelay(Process place, int port, int places = 10)
        {
            _job = NetworkNamespace.Of(place.Id);
            _engine = EngineLocalhost.Of(Environment.ProcessId, "");
            _places = new SemaphoreSlim(places);
            Port = port;
            Relay = PortRelay.TryOpen(_job, _engine, port, _places, TimeProvider.System)!;
        }

        public int Port { get; }

        public PortRelay Relay { get; }

        public async ValueTask DisposeAsync()
        {
            await Relay.DisposeAsync();
            _places.Dispose();
            _job.Dispose();
            _engine.Dispose();
        }
    }
}
