using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Engines.Networks;
using Slipway.Engines.Settings;
using Slipway.Linux.Addresses;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Sandboxes;

/// <summary>Chooses the networks that dockerd makes inside an engine, clear of its resolvers and of what the administrator lets it reach.</summary>
internal static class InnerNetworks
{
    private const int Most = 15;

    /// <summary>The default bridge's own address with prefix.</summary>
    /// <exception cref="InfrastructureException">The settings let engines reach every private network.</exception>
    public static string Bridge(EngineNetworkFacts network, EngineNetworkSettings settings)
    {
        var first = Free(network, settings)[0];
        return string.Create(CultureInfo.InvariantCulture, $"{first.Address(1)}/{first.Prefix}");
    }

    /// <summary>Where user-defined networks come from: /24 each, so that there are many.</summary>
    public static JsonArray Pools(EngineNetworkFacts network, EngineNetworkSettings settings) =>
        [.. Free(network, settings).Skip(1).Select(free => (JsonNode)new JsonObject { ["base"] = free.ToString(), ["size"] = 24 })];

    private static List<Ipv4Network> Free(EngineNetworkFacts network, EngineNetworkSettings settings)
    {
        string[] reached = [network.Host.ToString(), .. network.Resolvers.Select(address => address.ToString()), .. settings.AllowedEgress.Select(egress => egress.Split(':')[0])];
        var taken = reached.Select(text => Ipv4Network.TryParse(text, out var parsed) ? parsed : default).Where(parsed => parsed.Prefix > 0).ToList();
        var free = Candidates().Where(candidate => !taken.Any(candidate.Overlaps)).Take(Most).ToList();
        return free.Count > 1
            ? free
            : throw new InfrastructureException("network.allowedEgress in the settings leaves no private network for the containers in engines: name narrower networks, or single addresses.");
    }

    private static IEnumerable<Ipv4Network> Candidates()
    {
        IEnumerable<string> all =
        [
            .. Enumerable.Range(17, 15).Select(second => string.Create(CultureInfo.InvariantCulture, $"172.{second}.0.0/16")),
            .. Enumerable.Range(0, 16).Select(sixteenth => string.Create(CultureInfo.InvariantCulture, $"192.168.{16 * sixteenth}.0/20")),
            .. Enumerable.Range(0, 256).Select(second => string.Create(CultureInfo.InvariantCulture, $"10.{second}.0.0/16")),
        ];
        return all.Select(text => Ipv4Network.TryParse(text, out var candidate) ? candidate : throw new FormatException(text));
    }
}
