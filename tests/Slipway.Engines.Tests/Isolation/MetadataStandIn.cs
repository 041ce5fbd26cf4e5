using System.Net;
using System.Net.Sockets;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Tests.Isolation;

/// <summary>A cloud's metadata address on this host, with something that answers there; not made where a real one may be.</summary>
internal sealed class MetadataStandIn : IAsyncDisposable
{
    private const string Link = "slw-metadata";
    private TcpListener? _listener;

    public static async Task<MetadataStandIn> MakeAsync(CancellationToken cancellationToken)
    {
        var standIn = new MetadataStandIn();
        using var client = new TcpClient();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(1));
        try
        {
            await client.ConnectAsync(IPAddress.Parse("169.254.169.254"), 80, patience.Token);
            return standIn;
        }
        catch (Exception absent) when (absent is SocketException or OperationCanceledException)
        {
            await ToolRun.MustAsync("ip", ["link", "add", Link, "type", "dummy"], null, cancellationToken);
            await ToolRun.MustAsync("ip", ["address", "add", "169.254.169.254/32", "dev", Link], null, cancellationToken);
            await ToolRun.MustAsync("ip", ["link", "set", Link, "up"], null, cancellationToken);
            standIn._listener = new TcpListener(IPAddress.Parse("169.254.169.254"), 80);
            standIn._listener.Start();
            return standIn;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
        {
            _listener.Dispose();
            await ToolRun.RunAsync("ip", ["link", "delete", Link], null, CancellationToken.None);
        }
    }
}
