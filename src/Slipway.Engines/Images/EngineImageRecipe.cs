namespace Slipway.Engines.Images;

/// <summary>How an engine image, or a machine image, is made from Debian's packages.</summary>
/// <param name="Suite">Debian's suite.</param>
/// <param name="Version">The dockerd that was in it when this was written; the built image says what it really is.</param>
/// <param name="Moves">True: a suite without releases, whose signature may be out of date on a mirror.</param>
public sealed record EngineImageRecipe(string Suite, string Version, IReadOnlyList<string> Packages, bool Moves)
{
    /// <summary>What every engine needs.</summary>
    internal static readonly string[] Common =
    [
        "ca-certificates", "containerd", "curl", "docker-compose", "docker.io", "git", "iproute2", "iptables", "nftables",
        "openssh-server", "pigz", "procps", "runc", "tini", "xz-utils",
    ];

    /// <summary>The recipe of the default version.</summary>
    public static EngineImageRecipe Default { get; } = new("sid", "28.5.2", [.. Common, "docker-buildx", "docker-cli"], Moves: true);

    public static IReadOnlyList<EngineImageRecipe> All { get; } =
    [
        Default,
        new("trixie", "26.1.5", [.. Common, "docker-buildx", "docker-cli"], Moves: false),
        new("bookworm", "20.10.24", Common, Moves: false),
    ];

    /// <summary>The name of the machine image that it makes; null: it makes an engine image.</summary>
    public string? Machine { get; init; }

    /// <summary>The suite that Docker's own packages come from; null: the same.</summary>
    public string? DockerSuite { get; init; }

    /// <summary>Of all recipes.</summary>
    public string Name => Machine ?? Suite;

    /// <summary>What is made, for people.</summary>
    public string Label => Machine is null ? $"engine image of Docker {Version}" : $"machine image";

    /// <summary>What an image made by this recipe names as its source.</summary>
    public string Source => Machine is null ? $"debian:{Suite}" : $"debian:{Suite} ({Machine})";

    /// <summary>The packages, each with the suite that it comes from where that is another.</summary>
    internal IEnumerable<string> Wanted => Packages.Select(package => DockerSuite is { } suite && OfDocker.Contains(package) ? $"{package}/{suite}" : package);

    /// <summary>What is of another suite where Docker is: containerd, runc and tini must fit it.</summary>
    private static readonly string[] OfDocker = ["containerd", "docker-buildx", "docker-cli", "docker-compose", "docker.io", "runc", "tini"];

    /// <summary>The lines of apt's source list, with the keys that sign them: those that apt trusts by itself are Ubuntu's on Ubuntu.</summary>
    /// <param name="mirror">Debian's mirror, such as <c>http://deb.debian.org/debian</c>; the security archive lies beside it.</param>
    /// <param name="keyring">Debian's keys on this machine; null: there are none, and apt's own are left to do.</param>
    public IEnumerable<string> Sources(string mirror, string? keyring)
    {
        var deb = keyring is null ? "deb" : $"deb [signed-by={keyring}]";
        return
        [
            $"{deb} {mirror} {Suite} main",
            .. Moves ? (string[])[] : [$"{deb} {mirror} {Suite}-updates main", $"{deb} {mirror.TrimEnd('/')}-security {Suite}-security main"],
            .. DockerSuite is { } newer ? (string[])[$"{deb} {mirror} {newer} main"] : [],
        ];
    }
}
