namespace Slipway.Engines.Sandboxes;

/// <summary>What is mounted in a sandbox besides its root: kernel file systems of its own namespaces, memory, and its data root.</summary>
internal static class SandboxMounts
{
    public static IReadOnlyList<OciMount> List(string data) =>
    [
        new("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
        new("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
        new("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
        new("/dev/shm", "tmpfs", "shm", ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]),
        new("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),
        new("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", "rw"]),
        new("/sys/fs/cgroup", "cgroup", "cgroup", ["nosuid", "noexec", "nodev", "relatime", "rw"]),
        new("/run", "tmpfs", "tmpfs", ["nosuid", "nodev", "mode=755"]),
        new("/tmp", "tmpfs", "tmpfs", ["nosuid", "nodev", "mode=1777"]),
        new("/var/lib/docker", "bind", data, ["bind", "rw"]),
    ];
}
