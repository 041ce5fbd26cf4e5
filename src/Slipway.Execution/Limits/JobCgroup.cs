using System.Globalization;
using Slipway.Execution.Daemons;
using Slipway.Linux.Processes;

namespace Slipway.Execution.Limits;

/// <summary>
/// The cgroup above all containers of a job, which makes the resource class one limit for the whole job. Only root can
/// make it; without it each container gets the limit for itself. Disposing removes it, as soon as its containers are gone.
/// </summary>
public sealed class JobCgroup : IAsyncDisposable
{
    private const string Root = "/sys/fs/cgroup";
    private readonly IReadOnlyList<string> _folders;

    private JobCgroup(string parent, IReadOnlyList<string> folders)
    {
        Parent = parent;
        _folders = folders;
    }

    /// <summary>Docker's <c>CgroupParent</c>.</summary>
    public string Parent { get; }

    /// <summary>True: systemd keeps the tree, and containers have the limits for themselves too, should its slice not hold.</summary>
    public bool IsSlice => !Parent.StartsWith('/');

    /// <returns>Null when this process may not make cgroups.</returns>
    public static async Task<JobCgroup?> TryCreateAsync(string space, JobLimits limits, DaemonFacts machine)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return null;
        }

        try
        {
            return machine switch
            {
                { UnifiedCgroups: false, CgroupDriver: "cgroupfs" } => CreateLegacy(Name(space), limits),
                { UnifiedCgroups: true, CgroupDriver: "cgroupfs" } => CreateUnified(Name(space), limits),
                { UnifiedCgroups: true, CgroupDriver: "systemd" } => await JobSlice.TryStartAsync(JobSlice.Name(space), limits) ? new JobCgroup(JobSlice.Name(space), []) : null,
                _ => null,
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Removes the cgroups of processes that are gone.</summary>
    public static async Task<int> RemoveOrphansAsync()
    {
        var removed = await JobSlice.StopOrphansAsync();
        foreach (var parent in Parents().Where(Directory.Exists))
        {
            foreach (var folder in Directory.EnumerateDirectories(parent))
            {
                var owner = OwnerProcess.Parse(Path.GetFileName(folder).Split('_').Last());
                removed += owner is { IsAlive: false } && TryRemove(folder) ? 1 : 0;
            }
        }

        return removed;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsSlice)
        {
            await JobSlice.TryStopAsync(Parent);
        }

        foreach (var folder in _folders)
        {
            TryRemove(folder);
        }
    }

    private static string Name(string space) => $"{space}_{OwnerProcess.Current}";

    private static IEnumerable<string> Parents() => Controllers().Select(controller => $"{Root}/{controller}/slipway").Append($"{Root}/slipway");

    private static IEnumerable<string> Controllers() =>
        Directory.Exists(Root) ? Directory.EnumerateDirectories(Root).Select(Path.GetFileName).OfType<string>() : [];

    private static JobCgroup CreateLegacy(string name, JobLimits limits)
    {
        var memory = $"{Root}/memory/slipway/{name}";
        var cpu = $"{Root}/cpu/slipway/{name}";
        Directory.CreateDirectory(memory);
        Directory.CreateDirectory(cpu);
        Write($"{memory}/memory.limit_in_bytes", limits.MemoryBytes);
        if (File.Exists($"{memory}/memory.memsw.limit_in_bytes"))
        {
            Write($"{memory}/memory.memsw.limit_in_bytes", limits.MemoryBytes);
        }

        Write($"{cpu}/cpu.cfs_quota_us", (long)(limits.Cpus * 100_000));
        if (Directory.Exists($"{Root}/pids"))
        {
            Directory.CreateDirectory($"{Root}/pids/slipway/{name}");
            Write($"{Root}/pids/slipway/{name}/pids.max", limits.Processes);
        }

        // Docker makes the same path under every controller, so all of them are to be removed.
        return new JobCgroup($"/slipway/{name}", [.. Controllers().Select(controller => $"{Root}/{controller}/slipway/{name}")]);
    }

    private static JobCgroup CreateUnified(string name, JobLimits limits)
    {
        var folder = $"{Root}/slipway/{name}";
        Directory.CreateDirectory(folder);
        foreach (var above in new[] { Root, $"{Root}/slipway", folder })
        {
            File.WriteAllText($"{above}/cgroup.subtree_control", "+cpu +memory +pids");
        }

        WriteUnified(folder, limits);
        return new JobCgroup($"/slipway/{name}", [folder]);
    }

    private static void WriteUnified(string folder, JobLimits limits)
    {
        Write($"{folder}/memory.max", limits.MemoryBytes);
        if (File.Exists($"{folder}/memory.swap.max"))
        {
            Write($"{folder}/memory.swap.max", 0);
        }

        Write($"{folder}/pids.max", limits.Processes);
        File.WriteAllText($"{folder}/cpu.max", string.Create(CultureInfo.InvariantCulture, $"{(long)(limits.Cpus * 100_000)} 100000"));
    }

    private static void Write(string file, long value) => File.WriteAllText(file, value.ToString(CultureInfo.InvariantCulture));

    private static bool TryRemove(string folder)
    {
        try
        {
            // Not recursive: the kernel removes a cgroup's own files with it.
            Directory.Delete(folder);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
