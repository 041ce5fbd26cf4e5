namespace Slipway.Engines.Images;

/// <summary>How an engine image is made from Debian's packages.</summary>
/// <param name="Suite">Debian's suite, and the recipe's name.</param>
/// <param name="Version">The dockerd that was in it when this was written; the built image says what it really is.</param>
/// <param name="Moves">True: a suite without releases, whose signature may be out of date on a mirror.</param>
public sealed record EngineImageRecipe(string Suite, string Version, IReadOnlyList<string> Packages, bool Moves)
{
    private static readonly string[] Common =
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

    /// <summary>What an image made by this recipe names as its source.</summary>
    public string Source => $"debian:{Suite}";

    /// <summary>The lines of apt's source list, with the keys that sign them: those that apt trusts by itself are Ubuntu's on Ubuntu.</summary>
    /// <param name="mirror">Debian's mirror, such as <c>http://deb.debian.org/debian</c>; the security archive lies beside it.</param>
    /// <param name="keyring">Debian's keys on this machine; null: there are none, and apt's own are left to do.</param>
    public IEnumerable<string> Sources(string mirror, string? keyring)
    {
        var deb = keyring is null ? "deb" : $"deb [signed-by={keyring}]";
        return Moves
            ? [$"{deb} {mirror} {Suite} main"]
            :
            [
                $"{deb} {mirror} {Suite} main",
                $"{deb} {mirror} {Suite}-updates main",
                $"{deb} {mirror.TrimEnd('/')}-security {Suite}-security main",
            ];
    }
}
