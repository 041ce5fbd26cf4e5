using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Execution.Limits;
using Slipway.Execution.Ownership;
using Slipway.Execution.Runs;

namespace Slipway.Execution.Reaping;

/// <summary>Removes what runs left behind that came to no end: containers, networks and cgroups whose owner process is gone.</summary>
public sealed class Reaper(DockerClient docker, StateFolder state)
{
    /// <param name="withKept">Also what was kept for <c>slipway shell</c>.</param>
    /// <param name="cancellationToken">Between the removals.</param>
    public async Task<ReapedCounts> ReapAsync(bool withKept, CancellationToken cancellationToken)
    {
        var kept = withKept ? [] : KeptSpaces();
        var containers = await ReapContainersAsync(kept, cancellationToken);
        var networks = await ReapNetworksAsync(kept, cancellationToken);
        return new ReapedCounts(containers, networks, JobCgroup.RemoveOrphans());
    }

    private HashSet<string> KeptSpaces() => Directory.Exists(state.Runs)
        ? [.. Directory.EnumerateDirectories(state.Runs).SelectMany(path => KeptSpace.ReadAll(new RunFolder(Path.GetFileName(path), path))).Select(kept => kept.Space)]
        : [];

    private async Task<int> ReapContainersAsync(HashSet<string> kept, CancellationToken cancellationToken)
    {
        var found = await docker.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = Filter() }, cancellationToken);
        var orphans = found.Where(container => IsOrphan(container.Labels, kept)).Select(container => container.ID).ToList();
        await Task.WhenAll(orphans.Select(id => RemoveContainerAsync(id, cancellationToken)));
        return orphans.Count;
    }

    private async Task<int> ReapNetworksAsync(HashSet<string> kept, CancellationToken cancellationToken)
    {
        var found = await docker.Networks.ListNetworksAsync(new NetworksListParameters { Filters = Filter() }, cancellationToken);
        var orphans = found.Where(network => IsOrphan(network.Labels, kept)).ToList();
        foreach (var network in orphans)
        {
            await RemoveNetworkAsync(network.ID, cancellationToken);
        }

        return orphans.Count;
    }

    private static bool IsOrphan(IDictionary<string, string>? labels, HashSet<string> kept) =>
        labels is not null
        && labels.TryGetValue(SpaceLabels.Owner, out var owner)
        && OwnerProcess.Parse(owner) is not { IsAlive: true }
        && !(labels.TryGetValue(SpaceLabels.Space, out var space) && kept.Contains(space));

    private static Dictionary<string, IDictionary<string, bool>> Filter() => new()
    {
        ["label"] = new Dictionary<string, bool> { [SpaceLabels.Owner] = true },
    };

    private async Task RemoveContainerAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await docker.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, cancellationToken);
        }
        catch (DockerApiException exception) when (exception.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // Somebody else removes it.
        }
    }

    private async Task RemoveNetworkAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await docker.Networks.DeleteNetworkAsync(id, cancellationToken);
        }
        catch (DockerApiException exception) when (exception.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            // Gone already, or a container of another tool joined it: that one is not ours to remove.
        }
    }
}

/// <summary>What a reaping removed.</summary>
public sealed record ReapedCounts(int Containers, int Networks, int Cgroups)
{
    public bool Any => Containers + Networks + Cgroups > 0;
}
