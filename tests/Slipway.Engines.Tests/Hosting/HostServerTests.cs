using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Slipway.Engines.Hosting;
using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Engines.Settings;
using Slipway.Linux.Failures;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Tests.Hosting;

/// <summary>The daemon without a pool.</summary>
[Trait("needs", "root")]
[Collection(nameof(HostServerTests))]
public sealed class HostServerTests : IAsyncLifetime
{
    private const string Ask = """socket(S, PF_UNIX, SOCK_STREAM, 0); connect(S, sockaddr_un($ARGV[0])) or die "connect: $!"; syswrite S, "{\"list\":true}\n"; print scalar <S>""";
    private readonly EngineSettings _settings = new() { Instance = "slipway-serve", RunFolder = "/run/slipway-serve", PoolSize = 0 };
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly CancellationTokenSource _stop = new();
    private readonly ReportLines _reports = new();
    private EngineHostServices? _services;
    private LocalEngineHost? _host;
    private Task _serving = Task.CompletedTask;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Engines need root.");
        _services = new EngineHostServices(_settings, _time);
        _host = new LocalEngineHost(_services, _reports.Add, detached: null);
        _serving = new HostServer(_host, _services, _reports.Add).RunAsync(_stop.Token);
        await _reports.HasAsync("slipway host listens", Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _stop.Dispose();
        _services?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_loop_that_fails_once_goes_on_and_the_daemon_stops_in_order()
    {
        for (var look = 0; look < 2; look++)
        {
            // Another one each time: what failed already is not told again.
            var engine = Path.Combine(_settings.RunFolder, "engines", $"012345678{look}");
            _reports.Clear();
            while (!_reports.Has("Looking after owners failed"))
            {
                // A folder where a record belongs cannot be read as one, whoever is root. Reaping, such as the one at the start, may take it away.
                Directory.CreateDirectory(Path.Combine(engine, "engine.json"));
                _time.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(10, Token);
            }

            Remove(engine);
        }

        await _stop.CancelAsync();
        await _serving;

        Assert.False(File.Exists(Path.Combine(_settings.RunFolder, "host.sock")));
    }

    [Fact]
    public async Task A_request_that_makes_no_sense_is_answered_and_the_next_is_served()
    {
        using var connection = await HostClient.OpenAsync(Path.Combine(_settings.RunFolder, "host.sock"), Token);

        await Assert.ThrowsAsync<InfrastructureException>(() => connection!.AskAsync(new HostRequest { Lease = new EngineRequest { AllowedSources = [null!] } }, _ => { }, Token));

        Assert.Empty((await connection!.AskAsync(new HostRequest { List = true }, _ => { }, Token)).Engines);
    }

    [Theory]
    [InlineData("""{"lease":{"allowedSources":null}}""")]
    [InlineData("""{"lease":{"allowedSources":[null]}}""")]
    [InlineData("""{"lease":{"limits":null}}""")]
    [InlineData("""{"lease":{"owner":null}}""")]
    [InlineData("""{"lease":{"layerCache":{"project":null}}}""")]
    [InlineData("""{"leave":{"id":null,"ownerProcess":0}}""")]
    [InlineData("""{"leave":{}}""")]
    [InlineData("""{"release":{"id":null,"succeeded":true}}""")]
    [InlineData("""{"release":{}}""")]
    [InlineData("null")]
    public async Task Members_that_are_null_or_missing_are_refused_in_words(string line)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(_settings.RunFolder, "host.sock")), Token);
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);

        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), Token);
        using var answer = JsonDocument.Parse((await reader.ReadLineAsync(Token))!);

        Assert.Matches("cannot read this request|allowedSources|The request is null", answer.RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_user_with_too_many_connections_is_told_so_and_others_are_served()
    {
        var path = Path.Combine(_settings.RunFolder, "host.sock");
        var held = new List<Socket>();
        try
        {
            for (var count = 0; count < HostServer.MostConnections; count++)
            {
                held.Add(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified));
                await held[^1].ConnectAsync(new UnixDomainSocketEndPoint(path), Token);
            }

            var refused = await Assert.ThrowsAsync<InfrastructureException>(() => ListAsync(path));

            Assert.Contains("no more are served", refused.Message, StringComparison.Ordinal);
            File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);
            Assert.StartsWith("{\"engines\"", await ToolRun.MustAsync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "perl", "-MSocket", "-e", Ask, path], null, Token), StringComparison.Ordinal);
        }
        finally
        {
            held.ForEach(socket => socket.Dispose());
        }
        while (await Record.ExceptionAsync(() => ListAsync(path)) is not null)
        {
            await Task.Yield();
        }
    }

    [Fact]
    public async Task A_client_that_asks_nothing_for_a_minute_is_left()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(_settings.RunFolder, "host.sock")), Token);
        var end = socket.ReceiveAsync(new byte[1], Token);

        for (var look = 0; look < 100 && !end.IsCompleted; look++)
        {
            _time.Advance(TimeSpan.FromSeconds(61));
            await Task.Delay(10, Token);
        }

        Assert.True(end.IsCompleted);
        Assert.Equal(0, await end);
    }

    [Fact]
    public async Task A_second_daemon_is_refused_also_when_it_sees_no_socket()
    {
        File.Delete(Path.Combine(_settings.RunFolder, "host.sock"));

        var failure = await Assert.ThrowsAsync<InfrastructureException>(() => new HostServer(_host!, _services!, _ => { }).RunAsync(Token));

        Assert.Contains("`slipway host` runs already", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<HostAnswer> ListAsync(string path)
    {
        using var connection = await HostClient.OpenAsync(path, Token);
        return await connection!.AskAsync(new HostRequest { List = true }, _ => { }, Token);
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Reaping was faster.
        }
    }

    private sealed class ReportLines
    {
        private readonly StringBuilder _lines = new();

        public void Add(string line)
        {
            lock (_lines)
            {
                _lines.AppendLine(line);
            }
        }

        public void Clear()
        {
            lock (_lines)
            {
                _lines.Clear();
            }
        }

        public bool Has(string text)
        {
            lock (_lines)
            {
                return _lines.ToString().Contains(text, StringComparison.Ordinal);
            }
        }

        public async Task HasAsync(string text, CancellationToken cancellationToken)
        {
            while (!Has(text))
            {
                await Task.Delay(10, cancellationToken);
            }
        }
    }
}
