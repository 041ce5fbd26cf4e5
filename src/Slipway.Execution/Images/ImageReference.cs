using System.Text.RegularExpressions;
using Slipway.Execution.Failures;
using Slipway.Linux.Failures;

namespace Slipway.Execution.Images;

/// <summary>
/// An image's name apart from its tag or digest, as the pull API wants them. It has Docker's grammar, so that it stays what it is in the path of an address: nothing in it
/// leads to another registry than the one whose login is chosen by it, nor to another question of Docker's API.
/// </summary>
/// <remarks>https://github.com/distribution/reference, "Grammar".</remarks>
public sealed partial record ImageReference
{
    private const string DockerHub = "https://index.docker.io/v1/";
    private const string Latest = "latest";
    private const int MostLettersOfName = 255;
    private const int MostLettersSaid = 300;

    private ImageReference(string name, string version) => (Name, Version) = (name, version);

    /// <summary>With its registry, when one is written.</summary>
    public string Name { get; }

    /// <summary>Tag or digest; <c>latest</c> when none is written.</summary>
    public string Version { get; private init; }

    /// <summary>The registry's host, or Docker Hub's key in Docker's own configuration.</summary>
    public string Registry => HostOf(Name) is not ("" or "docker.io" or "index.docker.io") and var host ? host : DockerHub;

    /// <summary>Whether it names a content, which no registry can change.</summary>
    public bool IsDigest => Version.Contains(':', StringComparison.Ordinal);

    /// <param name="text">As the config has it, with its variables filled in.</param>
    /// <exception cref="JobFailedException">It is no image's name. The message says what is wrong with it.</exception>
    public static ImageReference Parse(string text) =>
        TryParse(text, out var wrong) ?? throw new JobFailedException($"'{(text.Length > MostLettersSaid ? text[..MostLettersSaid] + "…" : text)}' is no name of an image: {wrong}");

    /// <param name="text">As above.</param>
    /// <param name="wrong">What is wrong with it.</param>
    /// <returns>Null: it is no image's name.</returns>
    public static ImageReference? TryParse(string text, out string wrong)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var (tagged, digest) = at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
        var colon = tagged.LastIndexOf(':');
        var (name, tag) = colon > tagged.LastIndexOf('/') ? (tagged[..colon], tagged[(colon + 1)..]) : (tagged, null);
        wrong = Wrong(name, tag, digest) ?? "";
        return wrong.Length == 0 ? new ImageReference(name, digest ?? tag ?? Latest) : null;
    }

    /// <summary>The same image by its content.</summary>
    /// <param name="digest">As a registry names it.</param>
    /// <exception cref="InfrastructureException">It is none.</exception>
    public ImageReference At(string? digest) =>
        digest is not null && Digest().IsMatch(digest) ? this with { Version = digest } : throw new InfrastructureException($"the registry of {this} gives no digest for it");

    public override string ToString() => IsDigest ? $"{Name}@{Version}" : $"{Name}:{Version}";

    private static string? Wrong(string name, string? tag, string? digest)
    {
        var host = HostOf(name);
        var path = host.Length == 0 ? name : name[(host.Length + 1)..];
        return name.Length == 0 ? "there is no name in it"
            : host.Length > 0 && !Host().IsMatch(host) ? "what stands before the first slash is no registry's host, with or without a port"
            : !Array.TrueForAll(path.Split('/'), part => Part().IsMatch(part))
                ? "between its slashes there are lower-case letters and digits, parted by one dot, one or two underscores, or hyphens"
            : name.Length > MostLettersOfName ? $"it has more than {MostLettersOfName} letters"
            : tag is not null && !Tag().IsMatch(tag) ? "its tag has other characters than letters, digits, _, . and -, begins with . or -, or has more than 128"
            : digest is not null && !Digest().IsMatch(digest) ? "what stands behind the @ is no digest, such as sha256: and 64 hexadecimal digits"
            // Docker takes these two for the id of whatever image of this machine has it.
            : IsId(name, tag, digest) ? "it is the id of an image, which is another one on each machine"
            : null;
    }

    private static bool IsId(string name, string? tag, string? digest) => Identifier().IsMatch(name) || (digest is null && tag is not null && Digest().IsMatch($"{name}:{tag}"));

    /// <summary>What stands before the first slash, where Docker takes it for a registry; empty: none.</summary>
    private static string HostOf(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : name[..slash];
        return first.AsSpan().ContainsAny('.', ':') || first == "localhost" || first.Any(char.IsAsciiLetterUpper) ? first : "";
    }

    [GeneratedRegex(@"\A(([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])(\.([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]))*|\[[0-9A-Fa-f:]+\])(:[0-9]+)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Host();

    [GeneratedRegex(@"\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Part();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\A(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})\z")]
    private static partial Regex Digest();

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Identifier();
}
