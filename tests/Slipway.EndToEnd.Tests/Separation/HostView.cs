using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Slipway.EndToEnd.Tests.Separation;

/// <summary>The host's side of the separation: services that answer whoever reaches them, and a look at the job's engine when the job asks for it.</summary>
internal sealed class HostView : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly TcpListener _service = TcpListener.Create(0);
    private readonly TcpListener _talk = TcpListener.Create(0);
    private readonly UdpClient _datagrams;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    public HostView()
    {
        _service.Start();
        _talk.Start();
        var addresses = NetworkInterface.GetAllNetworkInterfaces().SelectMany(link => link.GetIPProperties().UnicastAddresses).Select(address => address.Address).ToList();
        Address = addresses.First(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        // At the one address, or the answer would come from another.
        _datagrams = new UdpClient(new IPEndPoint(Address, PortOf(_service)));
        var six = addresses.Where(address => address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv6LinkLocal && !IPAddress.IsLoopback(address));
        Variables = new Dictionary<string, string>
        {
            ["HOST"] = Address.ToString(),
            ["HOST6"] = string.Join(' ', six),
            ["HOST_PORT"] = PortOf(_service).ToString(CultureInfo.InvariantCulture),
            ["TALK_PORT"] = PortOf(_talk).ToString(CultureInfo.InvariantCulture),
        };
        _serving = Task.WhenAll(AcceptAsync(), EchoAsync(), LookAsync());
    }

    public IPAddress Address { get; }

    /// <summary>What the job must know.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _service.Dispose();
        _talk.Dispose();
        _datagrams.Dispose();
        _end.Dispose();
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private async Task AcceptAsync() =>
        await UntilTheEndAsync(async () =>
        {
            using var client = await _service.AcceptTcpClientAsync(_end.Token);
            await client.GetStream().WriteAsync("reached\n"u8.ToArray(), _end.Token);
        });

    private async Task EchoAsync() =>
        await UntilTheEndAsync(async () =>
        {
            var received = await _datagrams.ReceiveAsync(_end.Token);
            await _datagrams.SendAsync(received.Buffer, received.RemoteEndPoint, _end.Token);
        });

    /// <summary>A job names its engine; this says what of it the host reaches.</summary>
    private async Task LookAsync() =>
        await UntilTheEndAsync(async () =>
        {
            using var client = await _talk.AcceptTcpClientAsync(_end.Token);
            using var reader = new StreamReader(client.GetStream());
            var engine = await reader.ReadLineAsync(_end.Token) ?? "";
            await using var writer = new StreamWriter(client.GetStream());
            await writer.WriteAsync(
                $"cell host|its engine|API, TCP 2376 (control)|{await ReachAsync(engine, 2376)}\n"
                + $"cell host|engine's container|published port, TCP|{await ReachAsync(engine, 8080)}\n"
                + $"cell host|engine's container|--network host|{await ReachAsync(engine, 8090)}\n"
                + $"cell host|host|published port on its own address|{await ReachAsync(Address.ToString(), 8080)}\n");
        });

    private async Task<string> ReachAsync(string address, int port)
    {
        using var client = new TcpClient();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        patience.CancelAfter(Patience);
        try
        {
            await client.ConnectAsync(address, port, patience.Token);
            return "open";
        }
        catch (Exception closed) when (closed is SocketException or OperationCanceledException)
        {
            return "closed";
        }
    }

    private async Task UntilTheEndAsync(Func<Task> serve)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await serve();
            }
            catch (Exception gone) when (gone is OperationCanceledException or SocketException or IOException)
            {
                // That client is gone, or the test is over.
            }
        }
    }
}
