namespace Slipway.Engines.Images;

/// <summary>What the machine image is made of: what people expect of CircleCI's, as far as Debian has it.</summary>
public static class MachineImageRecipe
{
    /// <summary>The name of the machine image that there always is.</summary>
    public const string DefaultName = "machine";

    private static readonly string[] Tools =
    [
        "apt-utils", "bind9-dnsutils", "build-essential", "busybox-static", "bzip2", "docker-buildx", "docker-cli", "file", "gettext-base", "gnupg", "iputils-ping", "jq", "kmod", "less", "locales",
        "lsb-release", "lsof", "make", "nano", "netcat-openbsd", "nodejs", "npm", "openssh-client", "patch", "pkg-config", "psmisc", "python-is-python3", "python3", "python3-pip",
        "python3-venv", "rsync", "socat", "sudo", "tzdata", "unzip", "vim-tiny", "wget", "zip", "zstd",
    ];

    /// <summary>A suite that stays as it is, with the Docker whose layers an engine builds quickly.</summary>
    public static EngineImageRecipe Default { get; } =
        new("trixie", EngineImageRecipe.Default.Version, [.. EngineImageRecipe.Common.Union(Tools)], Moves: false) { Machine = DefaultName, DockerSuite = EngineImageRecipe.Default.Suite };
}
