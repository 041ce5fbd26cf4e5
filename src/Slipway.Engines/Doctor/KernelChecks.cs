using System.Globalization;
using Slipway.Linux.Cgroups;
using Slipway.Linux.Tools;
using Slipway.Model.Texts;

namespace Slipway.Engines.Doctor;

/// <summary>What engines need of the kernel.</summary>
internal static class KernelChecks
{
    /// <summary>Overlay file systems over idmapped mounts.</summary>
    private static readonly Version Least = new(5, 19);

    /// <summary>btrfs's simple quotas.</summary>
    private static readonly Version WithQuotas = new(6, 7);

    /// <summary>More open files than fit into the memory of an engine, at 256 bytes each.</summary>
    private const long EnoughOpenFiles = 1L << 25;

    public static IEnumerable<DoctorFinding> Run(HostFiles host)
    {
        yield return Kernel(host.Kernel());
        yield return UserNamespaces(host);
        yield return FileSystem(host, "overlay");
        yield return FileSystem(host, "btrfs");
        yield return host.Exists("/proc/sys/kernel/seccomp/actions_avail")
            ? new("seccomp", DoctorVerdict.Good, "filters are supported")
            : new("seccomp", DoctorVerdict.Missing, "the kernel filters no system calls", "boot a kernel with CONFIG_SECCOMP_FILTER");
        yield return ControlGroups(host);
        yield return ReleaseAgents(host);
        yield return Memory(host);
        yield return OpenFiles(host);
    }

    private static DoctorFinding Kernel(Version kernel) =>
        kernel < Least ? new("kernel", DoctorVerdict.Missing, $"{kernel} is too old: idmapped mounts under overlay need {Least}", "boot a newer kernel (Debian: apt-get install -t bookworm-backports linux-image-amd64)")
        : kernel < WithQuotas ? new("kernel", DoctorVerdict.Weak, $"{kernel}: engines' disks are not limited, that needs {WithQuotas}", "boot a newer kernel (Debian: apt-get install -t bookworm-backports linux-image-amd64)")
        : new("kernel", DoctorVerdict.Good, $"{kernel}: idmapped mounts and disk limits");

    private static DoctorFinding UserNamespaces(HostFiles host)
    {
        var most = host.Read("/proc/sys/user/max_user_namespaces");
        return !host.Exists("/proc/self/ns/user") ? new("user namespaces", DoctorVerdict.Missing, "the kernel has none", "boot a kernel with CONFIG_USER_NS")
            : most is "0" ? new("user namespaces", DoctorVerdict.Missing, "switched off", "sysctl -w user.max_user_namespaces=65536")
            : new("user namespaces", DoctorVerdict.Good, $"up to {most}");
    }

    private static DoctorFinding FileSystem(HostFiles host, string name)
    {
        var known = host.Read("/proc/filesystems")?.Split('\n').Any(line => line.Split('\t')[^1] == name) ?? false;
        return known ? new(name, DoctorVerdict.Good, "in the kernel")
            : host.HasModule(name) ? new(name, DoctorVerdict.Good, "a module that is loaded at need")
            : new(name, DoctorVerdict.Missing, "the kernel does not know this file system", $"modprobe {name}");
    }

    private static DoctorFinding ControlGroups(HostFiles host)
    {
        const string Folder = "/sys/fs/cgroup";
        if (host.Read($"{Folder}/cgroup.controllers") is { } controllers)
        {
            return Judge("version 2", [.. ((string[])["cpu", "memory", "pids"]).Except(controllers.Split(' '))], "echo '+cpu +memory +pids' > /sys/fs/cgroup/cgroup.subtree_control");
        }

        var missing = ((string[])["cpu", "memory", "pids", "devices"]).Where(controller => !host.Exists($"{Folder}/{controller}")).ToList();
        return Judge(host.Exists($"{Folder}/unified") ? "version 1, hybrid" : "version 1", missing, "apt-get install cgroupfs-mount");
    }

    /// <summary>With version 1 the kernel runs such a program as root of the host when a group becomes empty, and an engine may ask for it in groups that it names. systemd's only tells systemd.</summary>
    private static DoctorFinding ReleaseAgents(HostFiles host)
    {
        var set = CgroupHierarchies.Parse((host.Read("/proc/self/mounts") ?? "").Split('\n')).Folders
            .Select(folder => (File: $"{folder}/release_agent", Program: host.Read($"{folder}/release_agent") ?? ""))
            .Where(agent => agent.Program.Length > 0 && !agent.Program.EndsWith("/systemd-cgroups-agent", StringComparison.Ordinal)).ToList();
        return set.Count == 0
            ? new("release agents", DoctorVerdict.Good, "none")
            : new("release agents", DoctorVerdict.Weak, $"{string.Join(", ", set.Select(agent => $"{agent.Program} ({agent.File})"))}: engines can have it run on the host, with names that they choose", string.Join("; ", set.Select(agent => $"echo > {agent.File}")));
    }

    private static DoctorFinding Judge(string version, List<string> missing, string remedy) => missing.Count == 0
        ? new("control groups", DoctorVerdict.Good, version)
        : new("control groups", DoctorVerdict.Missing, $"{version}, without {string.Join(", ", missing)}", remedy);

    private static DoctorFinding OpenFiles(HostFiles host) =>
        long.TryParse(host.Read("/proc/sys/fs/file-max"), NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most < EnoughOpenFiles
            ? new("open files", DoctorVerdict.Weak, $"{most} for the whole machine: one engine can open them all", $"sysctl -w fs.file-max={long.MaxValue}")
            : new("open files", DoctorVerdict.Good, "as many as there is memory for");

    private static DoctorFinding Memory(HostFiles host)
    {
        var line = host.Read("/proc/meminfo")?.Split('\n').FirstOrDefault(text => text.StartsWith("MemTotal:", StringComparison.Ordinal));
        var mebibytes = long.TryParse(line?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes) ? kibibytes / 1024 : 0;
        return mebibytes >= 1024
            ? new("memory", DoctorVerdict.Good, ByteText.Of(mebibytes << 20))
            : new("memory", DoctorVerdict.Weak, $"{ByteText.Of(mebibytes << 20)}: an idle engine takes about 130 MiB", "give the machine more memory, or set poolSize to 0");
    }
}
