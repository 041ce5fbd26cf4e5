using Slipway.Engines.Roots;

namespace Slipway.Engines.Images;

/// <summary>What makes a root file system a machine's: its user, who may do everything, and the settings that steps meet.</summary>
internal static class MachineRootFileSystem
{
    /// <summary>Whose the steps are, as on CircleCI's machines.</summary>
    public const string User = "circleci";

    /// <summary>Makes the user, within the root file system.</summary>
    public const string AddUser = "useradd --create-home --shell /bin/bash --uid 1001 --groups adm,docker,sudo circleci";

    /// <summary>Writes what is no package's.</summary>
    public static void Furnish(EngineImageRecipe recipe, string root, string mirror)
    {
        var files = new RootFiles(root);
        files.Write("etc/sudoers.d/circleci", $"{User} ALL=(ALL:ALL) NOPASSWD: ALL\nDefaults:{User} env_keep += \"DEBIAN_FRONTEND\"\n", UnixFileMode.UserRead | UnixFileMode.GroupRead);
        // The mirror of this machine, which it reaches; Docker's own suite is not among them, for what a job installs is to be of one.
        files.Write("etc/apt/sources.list", string.Concat((recipe with { DockerSuite = null }).Sources(mirror, keyring: null).Select(line => line + "\n")));
        files.Write("etc/apt/apt.conf.d/90machine", AptSettings);
        files.Write("etc/ssh/ssh_config.d/machine.conf", "Host *\n  StrictHostKeyChecking no\n");
        files.Write("etc/timezone", "Etc/UTC\n");
    }

    // As on CircleCI's machines: nothing is asked. Lists may be older than their date says, such as on a mirror.
    private const string AptSettings = """
        APT::Get::Assume-Yes "true";
        Acquire::Retries "3";
        Dpkg::Options { "--force-confnew"; };

        """;
}
