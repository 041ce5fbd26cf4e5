using Slipway.Execution.Agents;
using Slipway.Linux.Netlink;

namespace Slipway.Execution.JobSpaces;

/// <summary>
/// Where one job runs: an agent in a primary container, and services beside it. It is open from the start, and its members may be called at the same time.
/// Disposing it removes all of it, unless it is kept, as of a job that has not passed.
/// </summary>
public interface IJobSpace : IAsyncDisposable
{
    /// <summary>The connection to the agent in the primary container. It ends with the space.</summary>
    AgentConnection Agent { get; }

    /// <summary>The services that were started.</summary>
    IReadOnlyList<ServiceContainer> Services { get; }

    /// <summary>True once <see cref="KeepAsync"/> has been called: nothing is removed any more.</summary>
    bool IsKept { get; }

    /// <summary>Reads all that a service has said so far.</summary>
    /// <returns>The exit code with which it has ended; null while it runs.</returns>
    /// <exception cref="IOException">It cannot be read: it was removed from outside, or nobody answers.</exception>
    Task<int?> ReadServiceAsync(ServiceContainer service, OutputSink output, CancellationToken cancellationToken);

    /// <summary>The network in which the job's localhost is. Whoever gets it disposes it.</summary>
    /// <exception cref="IOException">It cannot be entered from here.</exception>
    Task<NetworkNamespace> OpenNetworkAsync(CancellationToken cancellationToken);

    /// <summary>Why the primary container is gone, as far as is known. Never throws for what it finds.</summary>
    Task<ContainerEnd> FindEndAsync(CancellationToken cancellationToken);

    /// <summary>Lets the containers run on when the space is disposed, for <c>slipway shell</c>.</summary>
    /// <returns>The primary one.</returns>
    /// <exception cref="AgentLostException">It runs no more.</exception>
    Task<KeptContainer> KeepAsync(CancellationToken cancellationToken);

    /// <summary>Removes all of it, unless it is kept.</summary>
    /// <param name="passed">True: the job has, and what its space has for later jobs, such as layers, is left to them.</param>
    Task EndAsync(bool passed);
}
