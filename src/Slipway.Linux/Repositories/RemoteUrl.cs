using System.Text.RegularExpressions;

namespace Slipway.Linux.Repositories;

/// <summary>
/// The address of a remote without what only its owner may know: a user's name and password, a token. What is left leads to the same repository, or there is
/// no address: one that programs read in two ways could have the name of another's project.
/// </summary>
public static partial class RemoteUrl
{
    private const string SchemeEnd = "://";

    private static readonly string[] Ssh = ["ssh", "git+ssh", "ssh+git"];

    /// <summary>Their users only say who asks; elsewhere a user is a part of what is asked for.</summary>
    private static readonly string[] Web = ["https", "http", "ftps", "ftp"];

    /// <param name="url">As git's config has it: an address with a scheme, <c>user@host:path</c>, or a path of this machine.</param>
    /// <returns>Null: it cannot be told where it leads, or not without what is secret in it.</returns>
    public static string? WithoutCredentials(string url)
    {
        if (url.Any(char.IsControl))
        {
            return null;
        }

        if (Helper().Match(url) is { Success: true } helper)
        {
            // A program is given the rest, which may be anything unless it is an address.
            return url.Any(char.IsWhiteSpace) || WithScheme(url[helper.Length..]) is not { } address ? null : helper.Value + address;
        }

        return url.Contains(SchemeEnd, StringComparison.Ordinal) && !IsPath(url) ? WithScheme(url) : WithoutScheme(url);
    }

    /// <summary>Whether a text without credentials is a path of this machine, and no address.</summary>
    public static bool IsPath(string url) => url.StartsWith('/') || url.StartsWith('.') || !url.Split('/')[0].Contains(':', StringComparison.Ordinal);

    /// <summary>An address as git notes it where it has fetched from it: without a user, and without slashes and <c>.git</c> at its end.</summary>
    public static string AsFetched(string url)
    {
        var at = url.IndexOf('@', StringComparison.Ordinal);
        var scheme = url.IndexOf(SchemeEnd, StringComparison.Ordinal) is >= 0 and var end ? url[..(end + SchemeEnd.Length)] : "";
        var hasUser = at >= 0 && !IsPath(url) && !url[scheme.Length..at].Contains('/', StringComparison.Ordinal);
        var plain = (hasUser ? scheme + url[(at + 1)..] : url).TrimEnd('/');
        return plain.EndsWith(".git", StringComparison.Ordinal) ? plain[..^".git".Length] : plain;
    }

    private static string? WithScheme(string url)
    {
        if (Address().Match(url) is not { Success: true } parts)
        {
            return null;
        }

        var (scheme, user, host, path) = (parts.Groups["scheme"].Value, parts.Groups["user"], parts.Groups["host"].Value, parts.Groups["path"].Value);
        if (host.Length == 0)
        {
            return scheme == "file" && !user.Success && path.Length > 0 ? url : null;
        }

        return MayHoldPassword(path) ? null
            : !user.Success || Web.Contains(scheme.ToLowerInvariant()) ? scheme + SchemeEnd + host + path
            : Ssh.Contains(scheme) && Login(user.Value.Split(':')[0]) is { } login ? scheme + SchemeEnd + login + host + path
            : null;
    }

    private static string? WithoutScheme(string url)
    {
        if (IsPath(url))
        {
            return url.StartsWith('/') || url.StartsWith('.') || !url.Contains('@', StringComparison.Ordinal) ? url : null;
        }

        return Place().Match(url) is not { Success: true } parts ? null
            : MayHoldPassword(parts.Groups["path"].Value) ? null
            : !parts.Groups["user"].Success ? url
            : Login(parts.Groups["user"].Value) is { } login ? login + parts.Groups["place"].Value
            : null;
    }

    /// <summary>An @ in a path may be the end of a password that has a slash, and some write a user and a token between its slashes.</summary>
    private static bool MayHoldPassword(string path) =>
        path.AsSpan().ContainsAny('@', ':') || path.Contains("%40", StringComparison.Ordinal) || path.Contains("%3a", StringComparison.OrdinalIgnoreCase);

    /// <summary>ssh is told by name who comes, and never by a secret: what looks like no login is none.</summary>
    private static string? Login(string user) => LoginName().IsMatch(user) ? user + "@" : null;

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_.-]*::")]
    private static partial Regex Helper();

    /// <summary>The authority ends at the first of / ? #, and its user at the last @. What has a query or a fragment is read in more than one way.</summary>
    [GeneratedRegex(@"^(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://((?<user>[^/?#\\]*)@)?(?<host>(([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.%]+\])(:[0-9]{0,5})?)?)(?<path>(/[^?#\\]*)?)\z")]
    private static partial Regex Address();

    [GeneratedRegex(@"^((?<user>[^@:/\\]+)@)?(?<place>([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.%]+\]):(?<path>[^@\\]*))\z")]
    private static partial Regex Place();

    [GeneratedRegex(@"^[a-z_][a-z0-9._-]{0,31}\z")]
    private static partial Regex LoginName();
}
