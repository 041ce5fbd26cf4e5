using System.Globalization;
using Slipway.Engines.Leases;
using Slipway.Linux.Cgroups;
using Slipway.Linux.Kernel;

namespace Slipway.Engines.Cgroups;

/// <summary>
/// An engine's control groups, in every hierarchy: <c>root/id</c> carries the limits and stays the host's,
/// <c>root/id/engine</c> below it is handed to the engine's root, who may divide it but not leave it.
/// </summary>
public sealed class EngineCgroup(CgroupHierarchies hierarchies, string root, string engineId)
{
    private const string Memory = "memory";
    private const string Processors = "processors";
    private const string Processes = "number of processes";
    private const int Period = 100_000;
    private const int ShareOfProcesses = 8;
    private const int ShareOfSocketMemory = 8;
    private const long PageBytes = 4096;
    private const string Depth = "64";
    private const string Descendants = "4096";

    private static readonly string[] Controllers = ["cpu", "memory", "pids", "io", "cpuset", "hugetlb"];

    /// <summary>What a delegated group's new owner must own (kernel documentation, "Delegation"); nothing else, so limits stay the host's.</summary>
    private static readonly string[] DelegatedFiles =
        ["cgroup.procs", "cgroup.threads", "cgroup.subtree_control", "tasks", "cgroup.clone_children", "notify_on_release"];

    /// <summary>The path the OCI runtime is told.</summary>
    public string SandboxPath => $"/{root}/{engineId}/engine";

    /// <summary>Makes the groups with their limits.</summary>
    /// <returns>What this machine cannot limit, in words; empty: all is limited.</returns>
    public IReadOnlyList<string> Limit(EngineLimits limits)
    {
        if (hierarchies.Unified)
        {
            Directory.CreateDirectory(Path.Combine(hierarchies.Folders[0], root));
            Enable(hierarchies.Folders[0]);
            Enable(Path.Combine(hierarchies.Folders[0], root));
        }
        var limited = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in Groups())
        {
            Directory.CreateDirectory(group);
            // All engines together leave the host a quarter of its process numbers.
            CgroupFiles.TryWrite(Path.Combine(Path.GetDirectoryName(group)!, "pids.max"), (HostProcesses() * 3 / 4).ToString(CultureInfo.InvariantCulture));
            limited.UnionWith(Write(group, limits));
            RefuseHugePages(group);
        }
        if (hierarchies.Unified)
        {
            Enable(Path.Combine(hierarchies.Folders[0], root, engineId));
        }
        return [.. ((string[])[Memory, Processors, Processes]).Except(limited)];
    }

    // One by one: the kernel takes a line with a controller that is not there, or not to be had, not at all.
    private static void Enable(string group)
    {
        foreach (var controller in Controllers)
        {
            CgroupFiles.TryWrite(Path.Combine(group, "cgroup.subtree_control"), "+" + controller);
        }
    }

    /// <summary>Hands the sandbox's own groups to the engine's root; the runtime has made them.</summary>
    public void Delegate(uint user)
    {
        foreach (var group in Groups().Select(group => Path.Combine(group, "engine")).Where(Directory.Exists))
        {
            _ = Libc.ChangeOwner(group, user, user);
            foreach (var file in DelegatedFiles.Select(name => Path.Combine(group, name)).Where(File.Exists))
            {
                _ = Libc.ChangeOwner(file, user, user);
            }
        }
    }

    /// <summary>True while anything runs in the engine.</summary>
    public bool HasProcesses => Groups().Any(group => CgroupFiles.Processes(group).Any());

    /// <summary>True when certainly nothing runs in the engine; false also where that cannot be seen.</summary>
    public bool IsEmpty => Groups().All(CgroupFiles.IsEmpty);

    /// <summary>True when a process of the engine was killed for want of memory, or could not be made for want of a number.</summary>
    public bool HasMetLimit => Groups().SelectMany(group => (string[])[group, Path.Combine(group, "engine")]).Any(CgroupFiles.HasMetLimit);

    /// <summary>Lets nothing of the engine run until <see cref="Thaw"/>; false: this machine cannot.</summary>
    public bool TryFreeze() => Groups().Any(group => WriteFrozen(group, frozen: true));

    /// <summary>Lets a frozen engine run on.</summary>
    public void Thaw()
    {
        foreach (var group in Groups())
        {
            WriteFrozen(group, frozen: false);
        }
    }

    /// <summary>Kills every process of the engine; false: there was none any more.</summary>
    /// <exception cref="IOException">Not all could be looked for.</exception>
    public bool Kill()
    {
        var groups = Groups().ToList();
        foreach (var group in groups)
        {
            // With version 1 nobody may move groups about meanwhile; version 2 kills all of them by itself.
            CgroupFiles.TryWrite(Path.Combine(group, "freezer.state"), "FROZEN");
            CgroupFiles.TryWrite(Path.Combine(group, "cgroup.kill"), "1");
        }
        try
        {
            return groups.ConvertAll(CgroupFiles.KillAll).Contains(true);
        }
        finally
        {
            groups.ForEach(CgroupFiles.ThawAll);
        }
    }

    /// <summary>Removes the groups; false: a process of the engine is still dying.</summary>
    public bool TryRemove()
    {
        var gone = true;
        foreach (var group in Groups())
        {
            gone &= CgroupFiles.TryRemove(group);
        }
        return gone;
    }

    // Version 1, else version 2.
    private static bool WriteFrozen(string group, bool frozen) =>
        CgroupFiles.TryWrite(Path.Combine(group, "freezer.state"), frozen ? "FROZEN" : "THAWED")
        || CgroupFiles.TryWrite(Path.Combine(group, "cgroup.freeze"), frozen ? "1" : "0");

    private IEnumerable<string> Groups() => hierarchies.Folders.Select(folder => Path.Combine(folder, root, engineId));

    /// <returns>What is limited now.</returns>
    private static IEnumerable<string> Write(string group, EngineLimits limits)
    {
        var quota = Math.Max(1000, (long)(limits.Cpus * Period)).ToString(CultureInfo.InvariantCulture);
        var memory = limits.MemoryBytes.ToString(CultureInfo.InvariantCulture);
        // Process numbers are the host's: where it has few, no engine may take most of them.
        var pids = Math.Min(limits.Pids, HostProcesses() / ShareOfProcesses).ToString(CultureInfo.InvariantCulture);
        // Each file exists in one kind of hierarchy only: version 1 first, then version 2.
        (string? Limited, string File, string Value)[] writes =
        [
            (Memory, "memory.limit_in_bytes", memory),
            (null, "memory.kmem.tcp.limit_in_bytes", SocketMemory(limits).ToString(CultureInfo.InvariantCulture)),
            (null, "memory.memsw.limit_in_bytes", memory),
            // Memory may never be more than memory and swap: it comes first where the limits fall, last where they rise.
            (Memory, "memory.limit_in_bytes", memory),
            (null, "cpu.cfs_period_us", Period.ToString(CultureInfo.InvariantCulture)),
            (Processors, "cpu.cfs_quota_us", quota),
            (Memory, "memory.max", memory),
            (null, "memory.swap.max", "0"),
            (Processors, "cpu.max", $"{quota} {Period}"),
            (Processes, "pids.max", pids),
            (null, "cgroup.max.depth", Depth),
            (null, "cgroup.max.descendants", Descendants),
        ];
        return [.. writes.Where(write => CgroupFiles.TryWrite(Path.Combine(group, write.File), write.Value)).Select(write => write.Limited).OfType<string>()];
    }

    /// <summary>Of every size, with version 1 and 2: the host reserved them for somebody. Where this controller is missing, the list of system calls refuses them alone.</summary>
    private static void RefuseHugePages(string group)
    {
        foreach (var file in Directory.EnumerateFiles(group, "hugetlb.*").Where(file => file.EndsWith(".limit_in_bytes", StringComparison.Ordinal) || file.EndsWith(".max", StringComparison.Ordinal)))
        {
            CgroupFiles.TryWrite(file, "0");
        }
    }

    private static int HostProcesses() => int.Parse(File.ReadAllText("/proc/sys/kernel/pid_max"), CultureInfo.InvariantCulture);

    /// <summary>With version 1 the buffers of TCP are limited apart, or not at all; the kernel's own limit on them is the whole machine's.</summary>
    private static long SocketMemory(EngineLimits limits)
    {
        // Only the machine's first network namespace has it.
        const string Limit = "/proc/sys/net/ipv4/tcp_mem";
        return File.Exists(Limit)
            ? Math.Min(limits.MemoryBytes, long.Parse(File.ReadAllText(Limit).Split('\t')[^1], CultureInfo.InvariantCulture) * PageBytes / ShareOfSocketMemory)
            : limits.MemoryBytes;
    }
}
