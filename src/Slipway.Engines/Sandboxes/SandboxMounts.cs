using Slipway.Engines.Storage;

namespace Slipway.Engines.Sandboxes;

/// <summary>What is mounted in a sandbox besides its root: kernel file systems of its own namespaces, memory, and its data root.</summary>
internal static class SandboxMounts
{
    // Each snapshot of an image has its own copy of a file in memory; the large programs come from the image itself, which all engines share.
    private static readonly string[] Programs = ["dockerd", "containerd", "containerd-shim-runc-v2", "runc"];

    private static readonly string[] ProgramFolders = ["usr/local/sbin", "usr/local/bin", "usr/sbin", "usr/bin"];

    /// <param name="isMachine">A job's steps are in it: what they write to /tmp lies on disk as elsewhere, and shared memory is as large as memory lets it.</param>
    public static IReadOnlyList<OciMount> List(EngineDisk disk, bool isMachine) =>
    [
        new("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
        new("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
        new("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
        new("/dev/shm", "tmpfs", "shm", ["nosuid", "noexec", "nodev", "mode=1777", .. isMachine ? (string[])[] : ["size=65536k"]]),
        new("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),
        new("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", "rw"]),
        new("/sys/fs/cgroup", "cgroup", "cgroup", ["nosuid", "noexec", "nodev", "relatime", "rw"]),
        new("/run", "tmpfs", "tmpfs", ["nosuid", "nodev", "mode=755"]),
        .. isMachine ? (OciMount[])[] : [new OciMount("/tmp", "tmpfs", "tmpfs", ["nosuid", "nodev", "mode=1777"])],
        new("/var/lib/docker", "bind", disk.Data, ["bind", "rw"]),
        .. SharedPrograms(disk.Image),
    ];

    private static IEnumerable<OciMount> SharedPrograms(string image) =>
        from folder in ProgramFolders
        from program in Programs
        let file = new FileInfo(Path.Combine(image, folder, program))
        where file.Exists && file.LinkTarget is null
        select new OciMount($"/{folder}/{program}", "bind", file.FullName, ["bind", "ro", "nosuid", "nodev"]);
}
