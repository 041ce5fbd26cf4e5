using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Execution.Daemons;
using Slipway.Execution.Images;
using Slipway.Execution.Networks;

namespace Slipway.Execution.JobSpaces;

/// <summary>What all job spaces of a process share: the host's Docker, the pulls, the networks and the agent.</summary>
public sealed record SpaceMaker(HostDocker Docker, ImagePuller Images, JobNetworks Networks, AgentProgram Agent, TimeProvider Clock)
{
    private const string LastLines = "20";
    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(5);

    /// <summary>What Docker refuses because of the image or the config: a command that is not there, a user that does not exist.</summary>
    internal static bool IsUsersFault(DockerApiException exception) =>
        exception.StatusCode == HttpStatusCode.BadRequest
        || exception.ResponseBody is { } body
            && (body.Contains("executable file not found", StringComparison.Ordinal)
                || body.Contains("no such file or directory", StringComparison.Ordinal)
                || body.Contains("unable to find user", StringComparison.Ordinal)
                || body.Contains("permission denied", StringComparison.Ordinal)
                || body.Contains("No command specified", StringComparison.OrdinalIgnoreCase));

    /// <summary>Starts the agent beside an entrypoint that stays the container's first process.</summary>
    internal async Task<ContainerStream> JoinAsync(string container, string? user, CancellationToken cancellationToken)
    {
        var parameters = new ContainerExecCreateParameters
        {
            AttachStdin = true,
            AttachStdout = true,
            AttachStderr = true,
            User = user!,
            Cmd = [AgentProgram.Path, AgentProgram.ServeMode],
        };
        var exec = await Docker.Client.Exec.CreateContainerExecAsync(container, parameters, cancellationToken);
        return new ContainerStream(await Docker.Client.Exec.StartContainerExecAsync(exec.ID, new ContainerExecStartParameters(), cancellationToken));
    }

    /// <summary>The end of what a container said; nothing where Docker does not know.</summary>
    internal async Task<IReadOnlyList<string>> LastLinesAsync(string container)
    {
        using var deadline = new CancellationTokenSource(LogPatience, Clock);
        try
        {
            using var output = await Docker.Client.Containers.GetContainerLogsAsync(
                container, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Tail = LastLines }, deadline.Token);
            var (said, complained) = await output.ReadOutputToEndAsync(deadline.Token);
            return (said + complained).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception failure) when (failure is DockerApiException or HttpRequestException or IOException or TimeoutException or OperationCanceledException)
        {
            return [];
        }
    }

    /// <summary>Removes containers and their network. The network goes as soon as the containers have ended, beside the removal of their files.</summary>
    internal async Task RemoveAsync(IReadOnlyList<string> names, Task<IJobNetwork>? network)
    {
        var containers = Task.WhenAll(names.Select(RemoveContainerAsync));
        if (network is null)
        {
            await containers;
            return;
        }

        var ends = Task.WhenAll(names.Select(WaitForEndAsync));
        await Task.WhenAll(containers, RemoveNetworkAsync(network, ends, containers));
    }

    /// <summary>Removes a network once its making has ended, however it ended, and nothing uses it.</summary>
    private static async Task RemoveNetworkAsync(Task<IJobNetwork> making, Task ends, Task containers)
    {
        await making.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (!making.IsCompletedSuccessfully)
        {
            return;
        }

        await using var network = await making;
        await ends;
        if (!await network.TryRemoveAsync())
        {
            await containers;
        }
    }

    private async Task WaitForEndAsync(string name)
    {
        try
        {
            await Docker.Client.Containers.WaitContainerAsync(name, CancellationToken.None);
        }
        catch (DockerApiException exception) when (exception.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // It was never made, or it is gone.
        }
    }

    private async Task RemoveContainerAsync(string name)
    {
        try
        {
            await Docker.Client.Containers.RemoveContainerAsync(
                name, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, CancellationToken.None);
        }
        catch (DockerContainerNotFoundException)
        {
            // It was never made, or somebody was faster.
        }
        catch (DockerApiException exception) when (exception.StatusCode == HttpStatusCode.Conflict)
        {
            // Its removal is under way already.
        }
    }
}
