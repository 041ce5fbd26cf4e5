using System.Net;

namespace Slipway.Execution.JobSpaces;

/// <summary>What Docker is told of the network when it makes a job's containers.</summary>
/// <param name="Mode">Docker's <c>NetworkMode</c>.</param>
/// <param name="Address">The primary container's, where Docker does not give it one; null: Docker does.</param>
internal sealed record ContainerNetwork(string Mode, IPAddress? Address)
{
    /// <summary>Docker connects them to a network of its own.</summary>
    public static ContainerNetwork Bridged(string network) => new(network, null);

    /// <summary>Docker leaves them without a network; the primary container is connected once it runs.</summary>
    public static ContainerNetwork Linked(IPAddress address) => new("none", address);
}
