using Slipway.Engines.Images;
using Slipway.Engines.Settings;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Doctor;

/// <summary>The programs that engines are made with.</summary>
internal static class ToolChecks
{
    private static readonly (string Tool, string Package, string What, bool Required)[] Tools =
    [
        ("nft", "nftables", "engines' networks", true),
        ("mount", "mount", "the storage", true),
        ("losetup", "mount", "the storage in a file", true),
        ("mkfs.btrfs", "btrfs-progs", "the storage", true),
        ("iptables", "iptables", "passing Docker's and ufw's rules", false),
        ("mmdebstrap", "mmdebstrap", "making engine images from Debian's packages", false),
        ("tar", "tar", "engine images from OCI images", false),
        ("ssh", "openssh-client", "`slipway engine ssh`", false),
        ("git", "git", "checkout", false),
        ("perl", "perl", "`slipway doctor --isolation`", false),
        ("ip", "iproute2", "`slipway doctor --isolation`", false),
        ("setsid", "util-linux", "removing engines behind the command that releases them", true),
    ];

    public static IEnumerable<DoctorFinding> Run(HostFiles host, EngineSettings settings)
    {
        yield return host.HasTool(settings.Runtime)
            ? new("runtime", DoctorVerdict.Good, settings.Runtime)
            : new("runtime", DoctorVerdict.Missing, $"{settings.Runtime} is not installed", "apt-get install runc");
        foreach (var (tool, package, what, required) in Tools)
        {
            yield return host.HasTool(tool)
                ? new(tool, DoctorVerdict.Good, "installed")
                : new(tool, required ? DoctorVerdict.Missing : DoctorVerdict.Weak, $"not installed; it is for {what}", $"apt-get install {package}");
        }

        yield return host.Exists(DebianRootFileSystem.Keyring)
            ? new("Debian's keys", DoctorVerdict.Good, "installed")
            : new("Debian's keys", DoctorVerdict.Weak, "engine images cannot be made from Debian's packages", "apt-get install debian-archive-keyring");
        yield return host.Exists("/run/docker.sock") || host.Exists("/var/run/docker.sock")
            ? new("Docker", DoctorVerdict.Good, "its socket is there")
            : new("Docker", DoctorVerdict.Weak, "no socket: jobs with images cannot run, engines by hand can", host.HasTool("dockerd") ? "systemctl start docker" : "apt-get install docker.io");
    }
}
