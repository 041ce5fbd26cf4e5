using System.Text.RegularExpressions;

namespace Slipway.Linux.Repositories;

/// <summary>The address of a remote without what only its owner may know: a user's name and password, a token, a query.</summary>
public static partial class RemoteUrl
{
    private const string SchemeEnd = "://";

    private static readonly string[] Ssh = ["ssh", "git+ssh", "ssh+git"];

    /// <param name="url">As git's config has it: an address with a scheme, <c>user@host:path</c>, or a path of this machine.</param>
    public static string WithoutCredentials(string url)
    {
        if (Helper().Match(url) is { Success: true } helper)
        {
            // A program is given the rest, which may be anything unless it is an address again.
            var rest = url[helper.Length..];
            return helper.Value + (rest.Contains(SchemeEnd, StringComparison.Ordinal) ? WithoutCredentials(rest) : "");
        }

        var scheme = url.IndexOf(SchemeEnd, StringComparison.Ordinal);
        return scheme > 0 ? OfScheme(url[..scheme], url[(scheme + SchemeEnd.Length)..]) : OfPath(url);
    }

    private static string OfScheme(string scheme, string rest)
    {
        var text = rest[..EndOf(rest, '?', '#')];
        var end = EndOf(text, '/');
        var host = text[(text[..end].LastIndexOf('@') + 1)..end];
        var user = text[..end][..^host.Length].TrimEnd('@');
        if (!Host().IsMatch(host))
        {
            // A password with a slash of its own: whatever could be a part of it goes.
            return $"{scheme}{SchemeEnd}{text[(text.LastIndexOf('@') + 1)..]}";
        }

        return $"{scheme}{SchemeEnd}{Login(Ssh.Contains(scheme) ? user.Split(':')[0] : "")}{host}{text[end..]}";
    }

    private static string OfPath(string url)
    {
        if (url.StartsWith('/') || url.StartsWith('.'))
        {
            return url;
        }

        var colon = url.IndexOf(':', StringComparison.Ordinal);
        var slash = EndOf(url, '/');
        if (colon < 0 || colon > slash)
        {
            return url[(url[..slash].LastIndexOf('@') + 1)..];
        }

        // user@host:path. Where another @ follows, the colon was that of a password.
        var path = url[(colon + 1)..];
        var second = path[..EndOf(path, '/')].LastIndexOf('@');
        var at = url[..colon].LastIndexOf('@');
        return second >= 0 ? path[(second + 1)..] : Login(at < 0 ? "" : url[..at]) + url[(at + 1)..];
    }

    /// <summary>ssh is told by name who comes, and never by a secret: what looks like no login is none.</summary>
    private static string Login(string user) => LoginName().IsMatch(user) ? user + "@" : "";

    private static int EndOf(string text, params char[] ends) => text.IndexOfAny(ends) is >= 0 and var end ? end : text.Length;

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_.-]*::")]
    private static partial Regex Helper();

    [GeneratedRegex(@"^([A-Za-z0-9_.-]*|\[[0-9A-Fa-f:.%]+\])(:[0-9]*)?$")]
    private static partial Regex Host();

    [GeneratedRegex("^[a-z_][a-z0-9._-]{0,31}$")]
    private static partial Regex LoginName();
}
