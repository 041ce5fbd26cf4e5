using Slipway.Execution.Agents;
using Slipway.Linux.Netlink;

namespace Slipway.Execution.JobSpaces;

/// <summary>A job space of Docker's containers: the primary one, services beside it, their network and their limits.</summary>
internal sealed class DockerJobSpace(SpaceParts parts, PrimaryContainer primary, AgentConnection agent, DockerServices services, IReadOnlyList<ServiceContainer> started) : IJobSpace
{
    public AgentConnection Agent => agent;

    public IReadOnlyList<ServiceContainer> Services => started;

    public bool IsKept { get; private set; }

    public Task<int?> ReadServiceAsync(ServiceContainer service, OutputSink output, CancellationToken cancellationToken) =>
        services.ReadAsync(service, output, cancellationToken);

    public async Task<NetworkNamespace> OpenNetworkAsync(CancellationToken cancellationToken) =>
        NetworkNamespace.Of(await primary.FindProcessAsync(cancellationToken), primary.Id);

    public Task<ContainerEnd> FindEndAsync(CancellationToken cancellationToken) => primary.FindEndAsync(cancellationToken);

    public async Task<KeptContainer> KeepAsync(CancellationToken cancellationToken)
    {
        await agent.DetachAsync(cancellationToken);
        IsKept = true;
        return new KeptContainer(parts.Space, primary.Id, await primary.FindProcessAsync(cancellationToken));
    }

    public Task EndAsync(bool passed) => IsKept ? parts.LeaveAsync() : parts.RemoveAsync();

    public async ValueTask DisposeAsync() => await EndAsync(passed: false);
}
