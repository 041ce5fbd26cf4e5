using System.Diagnostics.CodeAnalysis;
using Slipway.Execution.Daemons;
using Slipway.Execution.Images;
using Slipway.Execution.JobSpaces;
using Slipway.Execution.Networks;
using Slipway.Execution.Reaping;
using Slipway.Execution.State;
using Slipway.Linux.Failures;

namespace Slipway.Execution.Machines;

/// <summary>A machine with a Docker daemon, in whose containers the jobs run.</summary>
public sealed class DockerMachine : IJobMachine
{
    private readonly HostDocker _docker;
    private readonly Reaper _reaper;

    private DockerMachine(HostDocker docker, MachineRequest request)
    {
        _docker = docker;
        _reaper = new Reaper(docker.Client, request.State, request.Blobs, request.Clock);
        Spaces = new DockerJobSpaceFactory(
            docker,
            new ImagePuller(docker.Client, request.Pull, request.Clock, request.MayBeLocal),
            new JobNetworks(docker, request.Subnets, request.MayLink),
            AgentProgram.Load(request.AgentFile),
            request.Clock);
    }

    public IJobSpaceFactory Spaces { get; }

    public bool MayMoreCome => _reaper.MayMoreCome;

    /// <summary>Asks Docker whether it is there. Whether it answers matters only when the machine is opened.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The machine that is opened disposes it.")]
    public static MachineOpener Find(CancellationToken cancellationToken)
    {
        var docker = HostDocker.ConnectAsync(cancellationToken);
        _ = docker.ContinueWith(unanswered => _ = unanswered.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return (request, token) => OpenAsync(docker, request, token);
    }

    /// <exception cref="InfrastructureException">Docker does not answer, or there is no agent.</exception>
    private static async Task<IJobMachine> OpenAsync(Task<HostDocker> connecting, MachineRequest request, CancellationToken cancellationToken)
    {
        var docker = await connecting.WaitAsync(cancellationToken);
        try
        {
            return new DockerMachine(docker, request);
        }
        catch
        {
            docker.Dispose();
            throw;
        }
    }

    public Task<IReadOnlyList<string>> ReapAsync(CancellationToken cancellationToken) => _reaper.ReapAsync(withKept: false, cancellationToken);

    public Task ReapKilledAsync(RequestedParts requested, CancellationToken cancellationToken) =>
        _reaper.ReapToTheLastAsync(withKept: false, cancellationToken, requested);

    public void Dispose() => _docker.Dispose();
}
