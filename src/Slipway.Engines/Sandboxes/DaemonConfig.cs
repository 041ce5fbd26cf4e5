using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Engines.Networks;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Sandboxes;

/// <summary>Writes dockerd's daemon.json.</summary>
internal static class DaemonConfig
{
    private const int FirstWithNetworkOptions = 24;
    private const int LastWithOldestClients = 25;
    private const int FirstThatLeavesOldClients = 29;
    private const int FirstWithIpv6Tables = 27;

    public static string Write(EngineSettings settings, string version, EngineNetworkFacts network)
    {
        var config = new JsonObject
        {
            ["storage-driver"] = "overlay2",
            ["mtu"] = network.Mtu,
            ["bip"] = InnerNetworks.Bridge(network, settings.Network),
            ["default-address-pools"] = InnerNetworks.Pools(network, settings.Network),
        };
        if (Major(version) >= FirstWithNetworkOptions)
        {
            // User-defined networks ignore "mtu".
            config["default-network-opts"] = new JsonObject
            {
                ["bridge"] = new JsonObject { ["com.docker.network.driver.mtu"] = network.Mtu.ToString(CultureInfo.InvariantCulture) },
            };
        }
        if (Major(version) >= FirstWithIpv6Tables)
        {
            // Nothing of an engine speaks IPv6 with the outside; the rules for it are sixty processes at every start.
            config["ip6tables"] = false;
        }
        Add(config, "registry-mirrors", settings.Registries.Mirrors);
        Add(config, "insecure-registries", settings.Registries.Insecure);
        return config.ToJsonString();
    }

    /// <summary>
    /// The lines of a shell by which dockerd accepts as old clients as it can: 25 accepts them from 1.12 on, 26 to 28 from 1.24 on by themselves, and 29 accepts
    /// those as well when it is asked to (https://github.com/moby/moby/pull/46887, https://github.com/docker/cli/pull/6101, https://github.com/moby/moby/pull/51186).
    /// </summary>
    public static string Variables(string version) => Major(version) switch
    {
        LastWithOldestClients => "export DOCKER_MIN_API_VERSION=1.12\n",
        >= FirstThatLeavesOldClients => "export DOCKER_MIN_API_VERSION=1.24\n",
        _ => "",
    };

    private static int Major(string version) =>
        int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;

    private static void Add(JsonObject config, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            config[name] = new JsonArray([.. values.Select(value => (JsonNode)JsonValue.Create(value))]);
        }
    }
}
