using System.Text.RegularExpressions;

namespace Slipway.Model.Plans;

/// <summary>
/// The name of an image in its parts. It has Docker's grammar, so that it stays what it is in the path of an address: nothing in it leads to another registry, nor to
/// another question of Docker's API.
/// </summary>
/// <param name="Name">With its registry, when one is written.</param>
/// <param name="Tag">Null when none is written.</param>
/// <param name="Digest">Likewise.</param>
/// <remarks>https://github.com/distribution/reference, "Grammar".</remarks>
public sealed partial record ImageName(string Name, string? Tag, string? Digest)
{
    private const int MostLettersOfName = 255;

    /// <summary>Of a name, a tag of 128 and the longest digest.</summary>
    private const int MostLetters = 600;

    /// <param name="text">With its variables filled in.</param>
    /// <param name="wrong">What is wrong with it.</param>
    /// <returns>Null: it is no image's name.</returns>
    public static ImageName? TryParse(string text, out string wrong)
    {
        if (text.Length > MostLetters)
        {
            wrong = $"it has more than {MostLetters} letters";
            return null;
        }

        var at = text.IndexOf('@', StringComparison.Ordinal);
        var (tagged, digest) = at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
        var colon = tagged.LastIndexOf(':');
        var (name, tag) = colon > tagged.LastIndexOf('/') ? (tagged[..colon], tagged[(colon + 1)..]) : (tagged, null);
        wrong = tagged.Contains('$', StringComparison.Ordinal)
            ? "a variable in it is not set: variables of the project and of contexts are put in, those of 'environment' are not"
            : Wrong(name, tag, digest) ?? "";
        return wrong.Length == 0 ? new ImageName(name, tag, digest) : null;
    }

    public static bool IsDigest(string text) => DigestPattern().IsMatch(text);

    /// <summary>What stands before the first slash, where Docker takes it for a registry; empty: none.</summary>
    public static string HostOf(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : name[..slash];
        return first.AsSpan().ContainsAny('.', ':') || first == "localhost" || first.Any(char.IsAsciiLetterUpper) ? first : "";
    }

    private static string? Wrong(string name, string? tag, string? digest)
    {
        var host = HostOf(name);
        var path = host.Length == 0 ? name : name[(host.Length + 1)..];
        return name.Length == 0 ? "there is no name in it"
            : name.Contains(' ', StringComparison.Ordinal) ? "there is a space in it"
            : name.Contains("://", StringComparison.Ordinal) ? "it is a web address"
            : host.Length > 0 && !Host().IsMatch(host) ? "what stands before the first slash is no registry's host, with or without a port"
            : !Array.TrueForAll(path.Split('/'), part => Part().IsMatch(part)) ? WrongPath(path)
            : name.Length > MostLettersOfName ? $"it has more than {MostLettersOfName} letters"
            : tag is "" ? "there is no tag behind the colon"
            : tag is not null && !TagPattern().IsMatch(tag) ? "its tag has other characters than letters, digits, _, . and -, begins with . or -, or has more than 128"
            : digest is not null && !IsDigest(digest) ? "what stands behind the @ is no digest, such as sha256: and 64 hexadecimal digits"
            // Docker takes these two for the id of whatever image of this machine has it.
            : IsId(name, tag, digest) ? "it is the id of an image, which is another one on each machine"
            : null;
    }

    private static string WrongPath(string path) => path.Any(char.IsAsciiLetterUpper)
        ? "between its slashes it has capital letters"
        : "between its slashes it may have lower-case letters and digits only, parted by one dot, one or two underscores, or hyphens";

    private static bool IsId(string name, string? tag, string? digest) => Identifier().IsMatch(name) || (digest is null && tag is not null && IsDigest($"{name}:{tag}"));

    [GeneratedRegex(@"\A(([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])(\.([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]))*|\[[0-9A-Fa-f:]+\])(:[0-9]+)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Host();

    [GeneratedRegex(@"\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Part();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"\A(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})\z")]
    private static partial Regex DigestPattern();

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Identifier();
}
