namespace Slipway.Config.PipelineValues;

/// <summary>A repository's place at its provider, taken from a git remote.</summary>
/// <param name="WebUrl">Such as <c>https://github.com/owner/name</c>.</param>
/// <param name="Owner">May hold slashes for nested groups.</param>
/// <param name="Name">Without <c>.git</c>.</param>
/// <param name="Provider"><c>github</c>, <c>bitbucket</c>, <c>gitlab</c>, or the host's name.</param>
public sealed record RepositoryAddress(string WebUrl, string Owner, string Name, string Provider)
{
    /// <summary>Whether <see cref="Provider"/> is one that a config can ask for, and no host of one's own.</summary>
    public bool IsOfKnownProvider => Provider is "github" or "bitbucket" or "gitlab";

    /// <summary>The address as ssh clones it.</summary>
    public string SshUrl => $"git@{new Uri(WebUrl).Host}:{Owner}/{Name}.git";

    /// <summary>The project slug of CircleCI's API: <c>gh/owner/name</c>.</summary>
    public string Slug => $"{Provider switch { "github" => "gh", "bitbucket" => "bb", _ => Provider }}/{Owner}/{Name}";

    /// <summary>Reads <c>git@host:owner/name.git</c>, <c>ssh://…</c> and <c>https://…</c>; null for anything else, such as a local path.</summary>
    public static RepositoryAddress? Parse(string? remote)
    {
        if (remote is null || Split(remote.Trim()) is not { } parts)
        {
            return null;
        }

        var host = parts.Host;
        var path = parts.Path.Trim('/');
        path = path.EndsWith(".git", StringComparison.Ordinal) ? path[..^4] : path;
        var slash = path.LastIndexOf('/');
        return slash <= 0 || Uri.CheckHostName(host) == UriHostNameType.Unknown
            ? null
            : new RepositoryAddress($"https://{host}/{path}", path[..slash], path[(slash + 1)..], ProviderOf(host));
    }

    private static (string Host, string Path)? Split(string remote)
    {
        if (remote.Contains("://", StringComparison.Ordinal))
        {
            return Uri.TryCreate(remote, UriKind.Absolute, out var uri) ? (uri.Host, uri.AbsolutePath) : null;
        }

        var colon = remote.IndexOf(':', StringComparison.Ordinal);
        var at = remote.IndexOf('@', StringComparison.Ordinal);
        return colon > at ? (remote[(at + 1)..colon], remote[(colon + 1)..]) : null;
    }

    private static string ProviderOf(string host) => host switch
    {
        "github.com" => "github",
        "bitbucket.org" => "bitbucket",
        "gitlab.com" => "gitlab",
        _ => host,
    };
}
