using Slipway.Execution.Daemons;
using Slipway.Linux.Cgroups;
using Slipway.Linux.Processes;

namespace Slipway.Execution.Limits;

/// <summary>
/// The cgroup above all containers of a job, which makes the resource class one limit for the whole job. Only root can
/// make it; without it each container gets the limit for itself. Disposing removes it, as soon as its containers are gone.
/// </summary>
public sealed class JobCgroup : IAsyncDisposable
{
    private const string Root = "slipway";
    private readonly Cgroup? _group;

    private JobCgroup(string parent, Cgroup? group)
    {
        Parent = parent;
        _group = group;
    }

    /// <summary>Docker's <c>CgroupParent</c>.</summary>
    public string Parent { get; }

    /// <returns>Null when this process may not make cgroups.</returns>
    public static async Task<JobCgroup?> TryCreateAsync(string space, JobLimits limits, DaemonFacts machine)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return null;
        }

        return machine switch
        {
            { CgroupDriver: "cgroupfs" } => TryMake($"{Root}/{space}_{OwnerProcess.Current}", limits),
            { UnifiedCgroups: true, CgroupDriver: "systemd" } => await JobSlice.TryStartAsync(JobSlice.Name(space), limits) ? new JobCgroup(JobSlice.Name(space), null) : null,
            _ => null,
        };
    }

    /// <summary>The cgroups of processes that are gone.</summary>
    public static IEnumerable<string> FindOrphans() =>
        JobSlice.FindOrphans().Concat(CgroupHierarchies.Read().Below(Root).Where(name => OwnerProcess.Parse(name.Split('_').Last()) is { IsAlive: false }));

    /// <summary>Removes one of <see cref="FindOrphans"/>, unless something is in it.</summary>
    public static Task<bool> TryRemoveAsync(string orphan) =>
        JobSlice.OwnerOf(orphan) is null ? Task.FromResult(new Cgroup(CgroupHierarchies.Read(), $"{Root}/{orphan}").TryRemove()) : JobSlice.TryStopAsync(orphan);

    public async ValueTask DisposeAsync()
    {
        if (_group is null)
        {
            await JobSlice.TryStopAsync(Parent);
        }
        else
        {
            _group.TryRemove();
        }
    }

    private static JobCgroup? TryMake(string path, JobLimits limits)
    {
        var group = new Cgroup(CgroupHierarchies.Read(), path);
        try
        {
            // Docker bounds the number of processes in each container where the machine does not for all together.
            if (group.Make(new(limits.Cpus, limits.MemoryBytes, limits.Processes)) is [] or [CgroupLimits.NumberOfProcesses])
            {
                return new JobCgroup("/" + path, group);
            }
        }
        catch (IOException)
        {
            // A machine whose tree of control groups cannot be written to.
        }

        group.TryRemove();
        return null;
    }
}
