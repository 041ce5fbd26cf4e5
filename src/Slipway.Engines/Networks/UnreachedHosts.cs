using System.Net;
using System.Net.Sockets;
using Slipway.Engines.Addresses;
using Slipway.Engines.Settings;
using Slipway.Linux.Addresses;

namespace Slipway.Engines.Networks;

/// <summary>The hosts that the settings give engines a name for and no way to: private ones in <c>extraHosts</c> that nothing in <c>allowedEgress</c> covers.</summary>
public static class UnreachedHosts
{
    public static IReadOnlyList<ExtraHost> Of(EngineNetworkSettings settings)
    {
        var places = settings.AllowedEgress.Select(text => AllowedPlace.TryParse(text, out var place) ? place.Network : (Ipv4Network?)null).OfType<Ipv4Network>().ToList();
        return [.. settings.ExtraHosts
            .Select(line => ExtraHost.TryParse(line, out var host) ? host : (ExtraHost?)null).OfType<ExtraHost>()
            .Where(host => host.Address.AddressFamily == AddressFamily.InterNetwork && !InternetAddress.Is(host.Address) && !IPAddress.IsLoopback(host.Address) && !places.Exists(place => place.Covers(Ipv4Network.Of(host.Address))))];
    }
}
