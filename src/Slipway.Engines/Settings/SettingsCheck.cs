using System.Net;
using System.Net.Sockets;
using Slipway.Engines.Addresses;

namespace Slipway.Engines.Settings;

/// <summary>Finds what settings say that cannot be, before anything is made by them: the member, its value and the way out.</summary>
internal static class SettingsCheck
{
    private const int MostSeconds = 24 * 60 * 60;
    private const int LeastMtu = 576;

    /// <returns>The first mistake; null: there is none.</returns>
    public static string? FindMistake(EngineSettings settings) =>
        Own(settings).Concat(Network(settings.Network)).Concat(Registries(settings.Registries)).Concat(LayerCaches(settings.LayerCaches)).FirstOrDefault(mistake => mistake is not null);

    private static IEnumerable<string?> Own(EngineSettings settings)
    {
        yield return Unless(Path.IsPathFullyQualified(settings.StateFolder), "stateFolder", settings.StateFolder, "write a whole path, such as /var/lib/slipway");
        yield return Unless(Path.IsPathFullyQualified(settings.RunFolder), "runFolder", settings.RunFolder, "write a whole path, such as /run/slipway");
        yield return Unless(Uri.TryCreate(settings.DebianMirror, UriKind.Absolute, out _), "debianMirror", settings.DebianMirror, "write a URL, such as http://deb.debian.org/debian");
        yield return Unless(settings.Runtime.Length > 0, "runtime", settings.Runtime, "name an OCI runtime, such as runc");
        yield return Unless(settings.PoolSize >= 0, "poolSize", settings.PoolSize, "write how many engines are kept ready, 0 for none");
        yield return Unless(settings.StartTimeoutSeconds is > 0 and <= MostSeconds, "startTimeoutSeconds", settings.StartTimeoutSeconds, $"write 1 to {MostSeconds}");
        yield return Unless(settings.StartsAtOnce is null or > 0, "startsAtOnce", settings.StartsAtOnce, "write 1 or more, or leave it out");
    }

    private static IEnumerable<string?> Network(EngineNetworkSettings network)
    {
        yield return Unless(network.AddressPool is null || AddressPool.CanBe(network.AddressPool), "network.addressPool", network.AddressPool, "write an IPv4 network of /19 or larger, such as 10.220.0.0/19, or leave it out");
        yield return Each("network.allowedEgress", network.AllowedEgress, text => AllowedPlace.TryParse(text, out _), "write an IPv4 address or network with or without :port, such as 10.1.2.3:443");
        yield return Each("network.extraHosts", network.ExtraHosts, text => ExtraHost.TryParse(text, out _), "write name:address, such as registry.example.com:10.1.2.3");
        yield return Each("network.dns", network.Dns, IsResolver, "write the IPv4 address of a resolver, such as 10.1.2.53");
        yield return Unless(network.Mtu is null or (>= LeastMtu and <= ushort.MaxValue), "network.mtu", network.Mtu, $"write {LeastMtu} to {ushort.MaxValue}, or leave it out");
        yield return Unless(network.MaxConnections > 0, "network.maxConnections", network.MaxConnections, "write 1 or more");
    }

    private static IEnumerable<string?> Registries(EngineRegistrySettings registries)
    {
        yield return Each("registries.mirrors", registries.Mirrors, IsMirror, "write a URL with its scheme, such as https://mirror.example.com");
        yield return Each("registries.insecure", registries.Insecure, IsPlace, "write host or host:port without a scheme, such as registry.example.com:5000");
        yield return Each("registries.extraCertificates", registries.ExtraCertificates, Path.IsPathFullyQualified, "write the whole path of a PEM file, such as /etc/ssl/company-ca.pem");
    }

    private static IEnumerable<string?> LayerCaches(LayerCacheSettings caches)
    {
        yield return Unless(caches.HeadGibibytes > 0, "layerCaches.headGibibytes", caches.HeadGibibytes, "write 1 or more");
        yield return Unless(caches.TotalGibibytes > 0, "layerCaches.totalGibibytes", caches.TotalGibibytes, "write 1 or more");
        yield return Unless(caches.UnusedDays > 0, "layerCaches.unusedDays", caches.UnusedDays, "write 1 or more");
    }

    private static string? Each(string member, IReadOnlyList<string?> values, Predicate<string> isRight, string remedy) =>
        values.Select(value => Unless(value is not null && isRight(value), member, value, remedy)).FirstOrDefault(mistake => mistake is not null);

    private static string? Unless<T>(bool isRight, string member, T value, string remedy) =>
        isRight ? null : FormattableString.Invariant($"{member} has '{value}': {remedy}");

    private static bool IsResolver(string text) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text;

    private static bool IsMirror(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url is { Host.Length: > 0, Query.Length: 0, Fragment.Length: 0, UserInfo.Length: 0 };

    /// <summary>Also a network in CIDR form, as dockerd takes it.</summary>
    private static bool IsPlace(string text) =>
        text.Length > 0 && !text.Any(char.IsWhiteSpace) && !text.Contains("://", StringComparison.Ordinal) && (!text.Contains('/', StringComparison.Ordinal) || IPNetwork.TryParse(text, out _));
}
