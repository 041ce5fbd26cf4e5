using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Execution.Limits;
using Slipway.Execution.Networks;

namespace Slipway.Execution.JobSpaces;

/// <summary>What Docker and this machine have of a job space, from the first moment of its making on.</summary>
internal sealed class SpaceParts(DockerClient docker, JobSpaceRequest request)
{
    /// <summary>The id of the space.</summary>
    public string Space => request.Id;

    /// <summary>Null until it is asked for.</summary>
    public Task<IJobNetwork>? Network { get; set; }

    /// <summary>Null until it is made, and where this process may not make any.</summary>
    public JobCgroup? Cgroup { get; set; }

    /// <summary>Null until it is made.</summary>
    public PrimaryContainer? Primary { get; set; }

    private IReadOnlyList<string> Names => [.. Enumerable.Range(0, request.Images.Count).Select(index => ContainerParameters.NameOf(request, index))];

    /// <summary>Closes the connection and leaves the containers and their network to whoever removes them later.</summary>
    public async Task LeaveAsync()
    {
        await (Primary?.DisposeAsync() ?? ValueTask.CompletedTask);
        if (Network is { } network)
        {
            (await network).Leave();
        }
    }

    /// <summary>Closes the connection and removes what there is by now.</summary>
    public async Task RemoveAsync()
    {
        await (Primary?.DisposeAsync() ?? ValueTask.CompletedTask);
        try
        {
            await RemoveContainersAndNetworkAsync();
        }
        finally
        {
            await (Cgroup?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    /// <summary>Those that are there by now.</summary>
    public Task RemoveContainersAsync() => Task.WhenAll(Names.Select(RemoveContainerAsync));

    /// <summary>The network goes as soon as the containers have ended, beside the removal of their files.</summary>
    private async Task RemoveContainersAndNetworkAsync()
    {
        var containers = RemoveContainersAsync();
        if (Network is null)
        {
            await containers;
            return;
        }

        var ends = Task.WhenAll(Names.Select(WaitForEndAsync));
        await Task.WhenAll(containers, RemoveNetworkAsync(Network, ends, containers));
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
            await docker.Containers.WaitContainerAsync(name, CancellationToken.None);
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
            await docker.Containers.RemoveContainerAsync(
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
