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
    private const int ShareOfProcesses = 8;
    private const int ShareOfSocketMemory = 8;
    private const long PageBytes = 4096;
    private const int Depth = 64;
    private const int Descendants = 4096;

    /// <summary>What a delegated group's new owner must own (kernel documentation, "Delegation"); nothing else, so limits stay the host's.</summary>
    private static readonly string[] DelegatedFiles =
        ["cgroup.procs", "cgroup.threads", "cgroup.subtree_control", "tasks", "cgroup.clone_children", "notify_on_release"];

    private readonly Cgroup _sandbox = new(hierarchies, $"{root}/{engineId}/engine");

    /// <summary>The group with the limits, and all of the engine below it.</summary>
    public Cgroup Group { get; } = new(hierarchies, $"{root}/{engineId}");

    /// <summary>The path the OCI runtime is told.</summary>
    public string SandboxPath => $"/{root}/{engineId}/engine";

    /// <summary>Makes the groups with their limits.</summary>
    /// <returns>What this machine cannot limit, in words; empty: all is limited.</returns>
    public IReadOnlyList<string> Limit(EngineLimits limits)
    {
        // Process numbers are the host's: where it has few, no engine may take most of them, and all together leave it a quarter.
        var unlimited = Group.Make(new(limits.Cpus, limits.MemoryBytes, Math.Min(limits.Pids, HostProcesses() / ShareOfProcesses)));
        new Cgroup(hierarchies, root).Set("pids.max", HostProcesses() * 3 / 4);
        Group.Set("memory.kmem.tcp.limit_in_bytes", SocketMemory(limits));
        Group.Set("cgroup.max.depth", Depth);
        Group.Set("cgroup.max.descendants", Descendants);
        RefuseHugePages();
        return unlimited;
    }

    /// <summary>Hands the sandbox's own groups to the engine's root; the runtime has made them.</summary>
    public void Delegate(uint user)
    {
        foreach (var group in _sandbox.Folders.Where(Directory.Exists))
        {
            _ = Libc.ChangeOwner(group, user, user);
            foreach (var file in DelegatedFiles.Select(name => Path.Combine(group, name)).Where(File.Exists))
            {
                _ = Libc.ChangeOwner(file, user, user);
            }
        }
    }

    /// <summary>True when a process of the engine was killed for want of memory, or could not be made for want of a number.</summary>
    public bool HasMetLimit => Group.HasMetLimit || _sandbox.HasMetLimit;

    /// <summary>Of every size, with version 1 and 2: the host reserved them for somebody. Where this controller is missing, the list of system calls refuses them alone.</summary>
    private void RefuseHugePages()
    {
        var files = Group.Folders.SelectMany(group => Directory.EnumerateFiles(group, "hugetlb.*"));
        foreach (var file in files.Where(file => file.EndsWith(".limit_in_bytes", StringComparison.Ordinal) || file.EndsWith(".max", StringComparison.Ordinal)))
        {
            Group.Set(Path.GetFileName(file), 0);
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
