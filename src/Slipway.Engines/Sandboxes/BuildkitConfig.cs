using System.Globalization;
using Slipway.Engines.Addresses;
using Slipway.Engines.Settings;
using Slipway.Linux.Addresses;

namespace Slipway.Engines.Sandboxes;

/// <summary>
/// Writes BuildKit's buildkitd.toml: a BuildKit in its own container (<c>docker buildx create</c>) reads nothing of dockerd's registry settings. The client
/// hands it on, authorities included, when it lies at ~/.docker/buildx/buildkitd.default.toml.
/// </summary>
/// <remarks>https://docs.docker.com/build/buildkit/toml-configuration/.</remarks>
public static class BuildkitConfig
{
    private const ushort Https = 443;

    /// <param name="settings">What the administrator says of registries, and by which names and addresses private ones are reached.</param>
    /// <param name="authorities">Where the client has the extra authorities' certificates in one file; null: there are none.</param>
    /// <returns>Empty: the settings ask for nothing.</returns>
    public static string Write(EngineSettings settings, string? authorities)
    {
        var registries = settings.Registries;
        var mirrors = registries.Mirrors.Select(url => new Uri(url)).ToList();
        var entries = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        if (mirrors.Count > 0)
        {
            Of(entries, "docker.io").Add($"mirrors = [{string.Join(", ", mirrors.Select(mirror => Quote(mirror.Authority + mirror.AbsolutePath.TrimEnd('/'))))}]");
        }
        // A network in CIDR form is dockerd's alone.
        var insecure = registries.Insecure.Where(registry => !registry.Contains('/', StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        foreach (var registry in mirrors.Where(mirror => mirror.Scheme == Uri.UriSchemeHttp).Select(mirror => mirror.Authority).Union(insecure))
        {
            Of(entries, registry).Add("http = true");
        }
        foreach (var registry in insecure)
        {
            Of(entries, registry).Add("insecure = true");
        }
        foreach (var registry in authorities is null ? [] : Signed(mirrors, settings.Network).Except(insecure))
        {
            Of(entries, registry).Add($"ca = [{Quote(authorities!)}]");
        }
        return string.Concat(entries.Select(entry => $"[registry.{Quote(entry.Key)}]\n{string.Concat(entry.Value.Select(line => $"  {line}\n"))}"));
    }

    /// <summary>BuildKit trusts an authority for registries by name only: those that the settings name.</summary>
    private static IEnumerable<string> Signed(IEnumerable<Uri> mirrors, EngineNetworkSettings network) =>
        mirrors.Where(mirror => mirror.Scheme == Uri.UriSchemeHttps).Select(mirror => mirror.Authority).Concat(network.ExtraHosts.SelectMany(line => Private(line, network))).Distinct();

    /// <summary>An extra host at each port of it that engines may reach.</summary>
    private static IEnumerable<string> Private(string line, EngineNetworkSettings network)
    {
        if (!ExtraHost.TryParse(line, out var host) || !Ipv4Network.TryParse(host.Address.ToString(), out var address))
        {
            return [];
        }
        var ports = network.AllowedEgress.Select(text => AllowedPlace.TryParse(text, out var place) && place.Network.Covers(address) ? place.Port ?? Https : (ushort?)null);
        return ports.OfType<ushort>().Select(port => port == Https ? host.Name : string.Create(CultureInfo.InvariantCulture, $"{host.Name}:{port}"));
    }

    private static List<string> Of(SortedDictionary<string, List<string>> entries, string registry)
    {
        if (!entries.TryGetValue(registry, out var lines))
        {
            entries[registry] = lines = [];
        }
        return lines;
    }

    private static string Quote(string text) => $"\"{text.Replace("\"", "", StringComparison.Ordinal)}\"";
}
