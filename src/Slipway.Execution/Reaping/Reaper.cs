using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Execution.Blobs;
using Slipway.Execution.Failures;
using Slipway.Execution.Limits;
using Slipway.Execution.Networks;
using Slipway.Execution.Ownership;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;
using Slipway.Linux.Networks;
using Slipway.Linux.Processes;
using Slipway.Linux.Reaping;

namespace Slipway.Execution.Reaping;

/// <summary>Removes what runs left behind that came to no end: containers, networks, cgroups and half-written files whose owner process is gone. What belongs to another state folder is not touched.</summary>
public sealed class Reaper(DockerClient docker, StateFolder state, FolderBlobStore blobs, TimeProvider clock)
{
    /// <summary>Docker makes what it was asked for within this time, or not at all.</summary>
    private static readonly TimeSpan LongestMaking = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    /// <summary>True: a run was killed a moment ago, and Docker may still be making what it had asked for.</summary>
    public bool MayMoreCome => Cut().Any(IsYoung);

    /// <summary>Reaps, and goes on for as long as more appears of runs that were killed a moment ago.</summary>
    /// <param name="withKept">Also what was kept for <c>slipway shell</c>.</param>
    /// <param name="cancellationToken">Between the removals.</param>
    /// <param name="killed">What a process of a run that goes on had asked for when it was killed; null: there was none.</param>
    /// <returns>The kind of each thing that is removed.</returns>
    /// <exception cref="InfrastructureException">Something could not be removed.</exception>
    public async Task<IReadOnlyList<string>> ReapToTheLastAsync(bool withKept, CancellationToken cancellationToken, RequestedParts? killed = null)
    {
        List<string> all = [.. await ReapAsync(withKept, cancellationToken)];
        var quietSince = clock.GetTimestamp();
        while ((MayMoreCome || killed is not null && IsYoung(killed)) && clock.GetElapsedTime(quietSince) < Quiet)
        {
            await Task.Delay(BetweenLooks, clock, cancellationToken);
            var late = await ReapAsync(withKept, cancellationToken);
            quietSince = late.Count > 0 ? clock.GetTimestamp() : quietSince;
            all.AddRange(late);
        }

        Cut().ForEach(parts => parts.Remove());
        return all;
    }

    /// <summary>One look at what is there now.</summary>
    /// <inheritdoc cref="ReapToTheLastAsync"/>
    public async Task<IReadOnlyList<string>> ReapAsync(bool withKept, CancellationToken cancellationToken)
    {
        var reaped = await Leftovers.ReapAsync(KindsBut(withKept ? [] : KeptSpaces()), cancellationToken);
        if (Environment.IsPrivilegedProcess)
        {
            await LinkRules.TryUnloadAsync(cancellationToken);
        }

        Cut().FindAll(parts => !IsYoung(parts)).ForEach(parts => parts.Remove());
        Reaped.Refuse([.. reaped.Unseen, .. reaped.Failed]);
        return [.. reaped.Removed.Select(thing => thing.Kind)];
    }

    /// <param name="kept">Spaces that stay.</param>
    private IReadOnlyList<Leftovers> KindsBut(HashSet<string> kept) =>
    [
        new("container", [token => FindContainersAsync(kept, token)], (id, token) => TryAsync(RemoveContainerAsync(id, token), HttpStatusCode.NotFound, HttpStatusCode.Conflict)),
        // Also one that a container of another tool joined: that one is not ours to remove.
        new("network", [token => FindNetworksAsync(kept, token)], (id, token) => TryAsync(docker.Networks.DeleteNetworkAsync(id, token), HttpStatusCode.NotFound, HttpStatusCode.Forbidden)),
        Leftovers.Of("network", () => Environment.IsPrivilegedProcess ? LinkNetwork.FindOrphans(StateMark.Of(state), kept) : [], name => Do(() => HostLink.Remove(name))),
        new("cgroup", [_ => Task.FromResult(JobCgroup.FindOrphans())], (name, _) => JobCgroup.TryRemoveAsync(name)),
        Leftovers.Of("unfinished file", FindDrafts, path => Do(() => File.Delete(path))),
        Leftovers.Of("unfinished file", () => Runs().Where(run => IsUnfinished(run) && !RunHistory.IsRunning(run)).Select(run => run.Id), TryFinish),
    ];

    private IEnumerable<string> FindDrafts() => blobs.FindOrphans().Concat(
        Folders.In(state.Projects).SelectMany(project => state.PullRequestCaches(project).Append(state.Caches(project))).SelectMany(WholeFile.FindOrphans));

    private static bool IsUnfinished(RunFolder run) => File.Exists(run.Reserve) || Directory.Exists(run.Incoming);

    private bool TryFinish(string id)
    {
        var run = new RunFolder(id, Path.Combine(state.Runs, id));
        var isCut = File.Exists(run.Reserve);
        File.Delete(run.Reserve);
        return run.TryRemoveIncoming() > 0 || isCut;
    }

    private static bool Do(Action removal)
    {
        removal();
        return true;
    }

    /// <summary>The notes of runs that came to no end.</summary>
    private List<RequestedParts> Cut() =>
        [.. Runs().Select(run => (run, Parts: new RequestedParts(run))).Where(item => item.Parts.LastRequest is not null && !RunHistory.IsRunning(item.run)).Select(item => item.Parts)];

    private bool IsYoung(RequestedParts parts) => parts.LastRequest is { } last && clock.GetUtcNow() - last < LongestMaking;

    private IEnumerable<RunFolder> Runs() => new RunHistory(state).List();

    private HashSet<string> KeptSpaces() => [.. Runs().SelectMany(run => run.KeptSpaces.Read()).Select(kept => kept.Space)];

    private async Task<IEnumerable<string>> FindContainersAsync(HashSet<string> kept, CancellationToken cancellationToken)
    {
        var found = await Outage.TellAsync(docker.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = Filter() }, cancellationToken), Outage.Explain);
        return found.Where(container => IsOrphan(container.Labels, kept)).Select(container => container.ID);
    }

    private async Task<IEnumerable<string>> FindNetworksAsync(HashSet<string> kept, CancellationToken cancellationToken)
    {
        var found = await Outage.TellAsync(docker.Networks.ListNetworksAsync(new NetworksListParameters { Filters = Filter() }, cancellationToken), Outage.Explain);
        return found.Where(network => IsOrphan(network.Labels, kept)).Select(network => network.ID);
    }

    private static bool IsOrphan(IDictionary<string, string>? labels, HashSet<string> kept) =>
        labels is not null
        && labels.TryGetValue(SpaceLabels.Owner, out var owner)
        && OwnerProcess.Parse(owner) is not { IsAlive: true }
        && !(labels.TryGetValue(SpaceLabels.Space, out var space) && kept.Contains(space));

    private Dictionary<string, IDictionary<string, bool>> Filter() => new()
    {
        ["label"] = new Dictionary<string, bool> { [$"{SpaceLabels.State}={StateMark.Of(state)}"] = true },
    };

    private Task RemoveContainerAsync(string id, CancellationToken cancellationToken) =>
        docker.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, cancellationToken);

    /// <param name="othersDo">Answers that mean that somebody else removes it, or that it may not be.</param>
    private static async Task<bool> TryAsync(Task removal, params HttpStatusCode[] othersDo)
    {
        try
        {
            await Outage.TellAsync(removal, Outage.Explain);
            return true;
        }
        catch (InfrastructureException failure) when (failure.InnerException is DockerApiException answer && othersDo.Contains(answer.StatusCode))
        {
            return false;
        }
    }
}
