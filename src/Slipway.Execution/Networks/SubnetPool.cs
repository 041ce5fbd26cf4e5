using System.Security.Cryptography;
using Slipway.Engines.Networks;

namespace Slipway.Execution.Networks;

/// <summary>
/// Picks a small subnet for each job: Docker's default pools end after about 31 networks. The start is random, so that
/// processes that know nothing of each other seldom want the same one; Docker refuses an overlap and the next is tried.
/// </summary>
public sealed class SubnetPool
{
    private const int PrefixLength = 26;
    private static readonly Ipv4Network Whole = new((10u << 24) | (192u << 16), 13);
    private readonly Lock _lock = new();
    private readonly HashSet<Ipv4Network> _taken = [];

    /// <summary>A subnet that no route, no given network and no other caller of this pool has.</summary>
    /// <param name="inUse">Routes and networks of the host.</param>
    /// <returns>Null when the pool is exhausted.</returns>
    public Ipv4Network? Take(IReadOnlyCollection<Ipv4Network> inUse)
    {
        const uint Count = 1u << (PrefixLength - 13);
        var start = (uint)RandomNumberGenerator.GetInt32((int)Count);
        lock (_lock)
        {
            for (var offset = 0u; offset < Count; offset++)
            {
                var candidate = new Ipv4Network(Whole.First + ((start + offset) % Count << (32 - PrefixLength)), PrefixLength);
                if (!_taken.Contains(candidate) && !inUse.Any(candidate.Overlaps) && _taken.Add(candidate))
                {
                    return candidate;
                }
            }
        }

        return null;
    }

    public void Return(Ipv4Network subnet)
    {
        lock (_lock)
        {
            _taken.Remove(subnet);
        }
    }
}
