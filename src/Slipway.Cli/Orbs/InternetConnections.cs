using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Slipway.Cli.Settings;
using Slipway.Linux.Addresses;

namespace Slipway.Cli.Orbs;

/// <summary>
/// Opens connections to the internet and to nothing else: a config names addresses, and must not make this machine ask its own services, or those around it. Every address that a name
/// has is looked at, and the very one is connected to; what a server redirects to comes through here as well.
/// </summary>
/// <param name="hosts">Those to which the machine's settings allow connections, wherever they are.</param>
internal sealed class InternetConnections(IReadOnlyCollection<string> hosts)
{
    /// <exception cref="RefusedHostException">It leads elsewhere.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The stream that is returned owns the socket.")]
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        // Asked for before anything is waited for: a redirect changes what the message says.
        var target = context.InitialRequestMessage.RequestUri!;
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var isAllowed = hosts.Any(host => host.Trim('[', ']').Equals(target.IdnHost, StringComparison.OrdinalIgnoreCase))
            || (IsProxy(context.DnsEndPoint, target) ? !IPAddress.TryParse(target.IdnHost, out var named) || InternetAddress.Is(named) : addresses.All(InternetAddress.Is));
        if (!isAllowed)
        {
            throw new RefusedHostException(target.IdnHost);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A proxy is the user's word, and knows what the names that it is given mean.</summary>
    private static bool IsProxy(DnsEndPoint connected, Uri target) =>
        HttpClient.DefaultProxy.GetProxy(target) is { } proxy && proxy != target && proxy.IdnHost == connected.Host && proxy.Port == connected.Port;
}

/// <summary>A host that is not on the internet, nor one of those that the machine's settings name.</summary>
internal sealed class RefusedHostException(string host)
    : IOException($"{host} has an address that is not the internet's. Where orbs come from there, name it in orbHosts of {JobSettingsFile.MachineFile}");
