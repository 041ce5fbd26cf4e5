using Slipway.Execution.Daemons;
using Slipway.Execution.Images;
using Slipway.Execution.Networks;

namespace Slipway.Execution.JobSpaces;

/// <summary>Opens job spaces of the host's Docker, with what all of them share: its pulls, the networks and the agent.</summary>
public sealed record DockerJobSpaceFactory(HostDocker Docker, ImagePuller Images, JobNetworks Networks, AgentProgram Agent, TimeProvider Clock) : IJobSpaceFactory
{
    public DaemonFacts Machine => Docker.Facts;

    public async Task<IJobSpace> OpenAsync(JobSpaceRequest request, CancellationToken abortToken, CancellationToken cancellationToken)
    {
        var opening = new DockerSpaceOpening(this, request, cancellationToken);
        try
        {
            return await opening.Space.WaitAsync(abortToken);
        }
        catch
        {
            request.CleanUps.Add(opening.RemoveAsync());
            throw;
        }
    }

    public Task CloseAsync(CancellationToken cleanupToken) => Networks.CloseAsync(cleanupToken);
}
