using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Engines.Networks;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Sandboxes;

/// <summary>Chooses the networks that dockerd makes inside an engine, clear of its resolvers and of what the administrator lets it reach.</summary>
internal static class InnerNetworks
{
    /// <summary>The default bridge's own address with prefix.</summary>
    public static string Bridge(EngineNetworkFacts network, EngineNetworkSettings settings) =>
        Free(network, settings).First().Address(1) + "/16";

    /// <summary>Where user-defined networks come from: /24 each, so that there are many.</summary>
    public static JsonArray Pools(EngineNetworkFacts network, EngineNetworkSettings settings) =>
        [.. Free(network, settings).Skip(1).Select(free => (JsonNode)new JsonObject { ["base"] = free.ToString(), ["size"] = 24 })];

    private static IEnumerable<Ipv4Network> Free(EngineNetworkFacts network, EngineNetworkSettings settings)
    {
        string[] reached = [network.Host.ToString(), .. network.Resolvers.Select(address => address.ToString()), .. settings.AllowedEgress.Select(egress => egress.Split(':')[0])];
        var taken = reached.Select(text => Ipv4Network.TryParse(text, out var parsed) ? parsed : default).Where(parsed => parsed.Prefix > 0).ToList();
        for (var second = 17; second < 32; second++)
        {
            _ = Ipv4Network.TryParse(string.Create(CultureInfo.InvariantCulture, $"172.{second}.0.0/16"), out var candidate);
            if (!taken.Any(candidate.Overlaps))
            {
                yield return candidate;
            }
        }
    }
}
