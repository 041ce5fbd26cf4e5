using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Execution.Blobs;
using Slipway.Execution.Caches;
using Slipway.Execution.Limits;
using Slipway.Execution.Networks;
using Slipway.Execution.Ownership;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Linux.Processes;
using Slipway.Model.Texts;

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
    public async Task<ReapedCounts> ReapToTheLastAsync(bool withKept, CancellationToken cancellationToken, RequestedParts? killed = null)
    {
        var all = await ReapAsync(withKept, cancellationToken);
        var quietSince = clock.GetTimestamp();
        while ((MayMoreCome || killed is not null && IsYoung(killed)) && clock.GetElapsedTime(quietSince) < Quiet)
        {
            await Task.Delay(BetweenLooks, clock, cancellationToken);
            var late = await ReapAsync(withKept, cancellationToken);
            quietSince = late.Any ? clock.GetTimestamp() : quietSince;
            all += late;
        }

        Cut().ForEach(parts => parts.Remove());
        return all;
    }

    /// <summary>One look at what is there now.</summary>
    /// <param name="withKept">Also what was kept for <c>slipway shell</c>.</param>
    /// <param name="cancellationToken">Between the removals.</param>
    public async Task<ReapedCounts> ReapAsync(bool withKept, CancellationToken cancellationToken)
    {
        var kept = withKept ? [] : KeptSpaces();
        var containers = await ReapContainersAsync(kept, cancellationToken);
        var networks = await ReapNetworksAsync(kept, cancellationToken) + await ReapLinksAsync(kept, cancellationToken);
        return new ReapedCounts(containers, networks, await JobCgroup.RemoveOrphansAsync(), ReapFiles());
    }

    private int ReapFiles()
    {
        var files = blobs.RemoveOrphans() + Projects().SelectMany(project => state.PullRequestCaches(project).Append(state.Caches(project)))
            .Sum(folder => new CacheIndex(folder, clock).RemoveOrphans());
        Cut().FindAll(parts => !IsYoung(parts)).ForEach(parts => parts.Remove());
        foreach (var run in Runs().Where(run => (File.Exists(run.Reserve) || Directory.Exists(run.Incoming)) && !RunHistory.IsRunning(run)))
        {
            var isCut = File.Exists(run.Reserve);
            File.Delete(run.Reserve);
            files += run.TryRemoveIncoming() > 0 || isCut ? 1 : 0;
        }

        return files;
    }

    /// <summary>The notes of runs that came to no end.</summary>
    private List<RequestedParts> Cut() =>
        [.. Runs().Select(run => (run, Parts: new RequestedParts(run))).Where(item => item.Parts.LastRequest is not null && !RunHistory.IsRunning(item.run)).Select(item => item.Parts)];

    private bool IsYoung(RequestedParts parts) => parts.LastRequest is { } last && clock.GetUtcNow() - last < LongestMaking;

    private IEnumerable<string> Projects() =>
        Directory.Exists(state.Projects) ? Directory.EnumerateDirectories(state.Projects).Select(Path.GetFileName).OfType<string>() : [];

    private IEnumerable<RunFolder> Runs() => new RunHistory(state).List();

    private HashSet<string> KeptSpaces() => [.. Runs().SelectMany(KeptSpace.ReadAll).Select(kept => kept.Space)];

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

    private async Task<int> ReapLinksAsync(HashSet<string> kept, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return 0;
        }

        var links = LinkNetwork.RemoveOrphans(StateMark.Of(state), kept);
        await LinkRules.TryUnloadAsync(cancellationToken);
        return links;
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
/// <param name="Containers">Of jobs.</param>
/// <param name="Networks">Of jobs.</param>
/// <param name="Cgroups">Of jobs.</param>
/// <param name="Files">Half-written files, and runs that left some.</param>
public sealed record ReapedCounts(int Containers, int Networks, int Cgroups, int Files)
{
    public static ReapedCounts operator +(ReapedCounts one, ReapedCounts other) =>
        new(one.Containers + other.Containers, one.Networks + other.Networks, one.Cgroups + other.Cgroups, one.Files + other.Files);

    public bool Any => Containers + Networks + Cgroups + Files > 0;

    /// <summary>What there was of it in words; empty: nothing.</summary>
    public override string ToString()
    {
        (int Count, string Word)[] kinds = [(Containers, "container"), (Networks, "network"), (Cgroups, "cgroup"), (Files, "unfinished file")];
        return string.Join(", ", kinds.Where(kind => kind.Count > 0).Select(kind => CountText.Of(kind.Count, kind.Word)));
    }
}
