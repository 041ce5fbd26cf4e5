using Slipway.Engines.Leases;
using Slipway.Execution.Agents;
using Slipway.Linux.Netlink;

namespace Slipway.Execution.JobSpaces;

/// <summary>A job space that is a machine: the agent runs in a sandbox of its own, beside an engine.</summary>
internal sealed class MachineJobSpace(JobSpaceRequest request, EngineLease lease, AgentConnection agent) : IJobSpace
{
    public AgentConnection Agent => agent;

    public IReadOnlyList<ServiceContainer> Services => [];

    public bool IsKept { get; private set; }

    public Task<int?> ReadServiceAsync(ServiceContainer service, OutputSink output, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A machine has no service containers.");

    public Task<NetworkNamespace> OpenNetworkAsync(CancellationToken cancellationToken) => Task.FromResult(lease.OpenNetwork());

    public Task<ContainerEnd> FindEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var network = lease.OpenNetwork();
            return Task.FromResult<ContainerEnd>(agent.Lost.IsCompleted ? new ContainerEnd.AgentEnded("its machine runs on") : new ContainerEnd.StillRuns());
        }
        catch (IOException)
        {
            return Task.FromResult<ContainerEnd>(new ContainerEnd.Unknown($"the job's machine {lease.Id} has ended"));
        }
    }

    public async Task<KeptContainer> KeepAsync(CancellationToken cancellationToken)
    {
        await agent.DetachAsync(cancellationToken);
        await lease.LeaveAsync(ownerProcess: 0, cancellationToken);
        IsKept = true;
        return new KeptContainer(request.Id, lease.Id, lease.Process);
    }

    public async Task EndAsync(bool passed)
    {
        await agent.DisposeAsync();
        if (!IsKept)
        {
            await lease.ReleaseAsync(passed, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync() => await EndAsync(passed: false);
}
