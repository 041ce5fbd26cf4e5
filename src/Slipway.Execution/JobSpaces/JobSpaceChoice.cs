using Slipway.Execution.Daemons;

namespace Slipway.Execution.JobSpaces;

/// <summary>Opens a job's space where its executor says: in containers, or as a machine.</summary>
public sealed class JobSpaceChoice(IJobSpaceFactory containers, IJobSpaceFactory machines) : IJobSpaceFactory
{
    public DaemonFacts Machine => containers.Machine;

    public Task<IJobSpace> OpenAsync(JobSpaceRequest request, CancellationToken abortToken, CancellationToken cancellationToken) =>
        (request.Machine is null ? containers : machines).OpenAsync(request, abortToken, cancellationToken);

    public Task CloseAsync(CancellationToken cleanupToken) => Task.WhenAll(containers.CloseAsync(cleanupToken), machines.CloseAsync(cleanupToken));
}
