using System.Security.Cryptography;
using Slipway.Linux.Addresses;
using Slipway.Linux.Failures;

namespace Slipway.Execution.Networks;

/// <summary>
/// Picks a small subnet for each job: Docker's default pools end after about 31 networks. The start is random, so that
/// processes that know nothing of each other seldom want the same one; Docker refuses an overlap and the next is tried.
/// </summary>
/// <param name="networks">Where to pick from, the best first; a network smaller than a subnet gives none.</param>
public sealed class SubnetPool(IReadOnlyList<Ipv4Network> networks)
{
    /// <summary>Of a job's subnet.</summary>
    public const int PrefixLength = 26;

    private const int Attempts = 20;

    private readonly Lock _lock = new();
    private readonly HashSet<Ipv4Network> _taken = [];

    public SubnetPool()
        : this(Usual)
    {
    }

    /// <summary>Seldom used corners of the private ranges.</summary>
    public static IReadOnlyList<Ipv4Network> Usual { get; } =
        [new((10u << 24) | (192u << 16), 13), new((172u << 24) | (24u << 16), 13), new((192u << 24) | (168u << 16) | (128u << 8), 17)];

    private string Networks => string.Join(", ", networks);

    /// <summary>Makes a network of the first subnet that nobody else has.</summary>
    /// <param name="tryMake">Gets a subnet and the uplink's MTU; null: another network has the subnet, which another process may have taken in this moment.</param>
    /// <exception cref="InfrastructureException">There is no free subnet.</exception>
    internal async Task<T> MakeNetworkAsync<T>(Func<Ipv4Network, int, Task<T?>> tryMake)
        where T : class
    {
        var routes = HostRoutes.Read();
        List<Ipv4Network> inUse = [.. routes.Select(route => route.Destination).Where(network => network.Prefix > 0)];
        var mtu = HostRoutes.UplinkMtu(routes);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var subnet = Take(inUse) ?? throw new InfrastructureException(
                $"There is no free subnet for the job's network in {Networks}: remove unused networks with `docker network prune`, or name a free network in `subnets` of /etc/slipway/jobs.json.");
            if (await tryMake(subnet, mtu) is { } made)
            {
                return made;
            }

            Return(subnet);
            inUse.Add(subnet);
        }

        throw new InfrastructureException(
            $"{Attempts} subnets of {Networks} were refused for the job's network, because they overlap with other networks: name a free network in `subnets` of /etc/slipway/jobs.json.");
    }

    /// <summary>A subnet that no route, no given network and no other caller of this pool has.</summary>
    /// <param name="inUse">Routes and networks of the host.</param>
    /// <returns>Null when the pool is exhausted.</returns>
    /// <remarks>
    /// A route to all of a network, such as a VPN's to 10.0.0.0/8, stands in the way only when nothing else is free: a job's bridge is more specific.
    /// </remarks>
    public Ipv4Network? Take(IReadOnlyCollection<Ipv4Network> inUse)
    {
        lock (_lock)
        {
            var subnet = networks.Select(network => Find(network, inUse))
                .Concat(networks.Select(network => Find(network, [.. inUse.Where(route => !route.Covers(network))])))
                .FirstOrDefault(found => found is not null);
            return subnet is { } taken && _taken.Add(taken) ? taken : null;
        }
    }

    public void Return(Ipv4Network subnet)
    {
        lock (_lock)
        {
            _taken.Remove(subnet);
        }
    }

    private Ipv4Network? Find(Ipv4Network network, IReadOnlyCollection<Ipv4Network> inUse)
    {
        if (network.Prefix > PrefixLength)
        {
            return null;
        }

        var start = (uint)RandomNumberGenerator.GetInt32(1 << (PrefixLength - network.Prefix));
        var free = network.Parts(PrefixLength, start).FirstOrDefault(candidate => !_taken.Contains(candidate) && !inUse.Any(candidate.Overlaps));
        return free.Prefix == PrefixLength ? free : null;
    }
}
