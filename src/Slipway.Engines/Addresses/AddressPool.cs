using System.Globalization;
using System.Net;
using Slipway.Engines.Identity;
using Slipway.Linux.Addresses;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Addresses;

/// <summary>The network from which engines have their addresses: a /30 per slot, the host's end first.</summary>
public sealed class AddressPool
{
    private const int Prefix = 19;
    private const int AddressesPerSlot = 4;

    private AddressPool(Ipv4Network network) => Network = network;

    public Ipv4Network Network { get; }

    public IPAddress HostAddress(EngineId id) => Network.Address(id.Slot * AddressesPerSlot + 1);

    public IPAddress EngineAddress(EngineId id) => Network.Address(id.Slot * AddressesPerSlot + 2);

    /// <summary>Takes the wanted network, or the first candidate that collides with none of the host's routes.</summary>
    /// <param name="wanted">From the settings; null: choose.</param>
    /// <param name="routes">The host's routes but those to engines.</param>
    /// <exception cref="InfrastructureException">The wanted network cannot be used, or every candidate collides.</exception>
    public static AddressPool Choose(string? wanted, IReadOnlyCollection<HostRoute> routes)
    {
        if (wanted is not null)
        {
            return Wanted(wanted, routes);
        }
        return Candidates().FirstOrDefault(candidate => !routes.Any(route => route.Takes(candidate))) is { Prefix: Prefix } free
            ? new(free)
            : throw new InfrastructureException("Every network tried for engines collides with a route of this host; set network.addressPool in the settings to a free /19.");
    }

    /// <summary>Whether a text names a network that is large enough.</summary>
    public static bool CanBe(string wanted) => Ipv4Network.TryParse(wanted, out var network) && network.Prefix <= Prefix;

    private static AddressPool Wanted(string wanted, IReadOnlyCollection<HostRoute> routes)
    {
        if (!CanBe(wanted) || !Ipv4Network.TryParse(wanted, out var network))
        {
            throw new InfrastructureException($"network.addressPool '{wanted}' must be an IPv4 network of /{Prefix} or larger, such as 10.220.0.0/19.");
        }
        return routes.FirstOrDefault(route => route.Takes(network)) is { } route
            ? throw new InfrastructureException($"network.addressPool {network} collides with the host's route to {route.Destination} on {route.Interface}; choose another or leave it out.")
            : new(network);
    }

    // Seldom used corners of the private ranges, then the range for benchmarks.
    private static IEnumerable<Ipv4Network> Candidates()
    {
        for (var second = 220; second < 256; second++)
        {
            yield return Parse(string.Create(CultureInfo.InvariantCulture, $"10.{second}.0.0/19"));
        }
        yield return Parse("172.31.224.0/19");
        yield return Parse("192.168.224.0/19");
        yield return Parse("198.18.0.0/19");
    }

    private static Ipv4Network Parse(string text) =>
        Ipv4Network.TryParse(text, out var network) ? network : throw new FormatException(text);
}
