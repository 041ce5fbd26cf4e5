namespace Slipway.Config.Orbs;

/// <summary>What a config says an orb is, when it is not written in place.</summary>
public abstract record OrbReference
{
    private OrbReference()
    {
    }

    /// <summary><c>namespace/name@version</c>.</summary>
    public sealed record Registry(string Namespace, string Name, OrbVersion Version) : OrbReference
    {
        public string FullName => $"{Namespace}/{Name}";

        public override string ToString() => $"{FullName}@{Version}";
    }

    /// <summary><c>https://…</c>.</summary>
    public sealed record Address(Uri Url) : OrbReference
    {
        public override string ToString() => Url.OriginalString;
    }

    /// <summary>Reads a reference; exactly one of the two results is null.</summary>
    /// <returns>The problem is one sentence without a full stop that follows "'…' is not an orb reference: ".</returns>
    public static (OrbReference? Reference, string? Problem) Parse(string text)
    {
        if (text.Contains("://", StringComparison.Ordinal))
        {
            return ParseAddress(text);
        }

        var at = text.IndexOf('@', StringComparison.Ordinal);
        var path = at < 0 ? text : text[..at];
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return (null, "it has no namespace");
        }

        var (owner, name) = (path[..slash], path[(slash + 1)..]);
        if (!IsName(owner) || !IsName(name))
        {
            return (null, "a namespace and a name hold letters, digits, '-' and '_' only");
        }

        if (at < 0)
        {
            return (null, "it has no version");
        }

        var version = text[(at + 1)..];
        return OrbVersion.Parse(version) is { } parsed
            ? (new Registry(owner, name, parsed), null)
            : (null, $"'{version}' is no version: there are 1, 1.2, 1.2.3, volatile and dev:label");
    }

    private static (OrbReference? Reference, string? Problem) ParseAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            return (null, "it is no valid address");
        }

        return url.Scheme == Uri.UriSchemeHttps ? (new Address(url), null) : (null, "only https:// addresses are allowed");
    }

    private static bool IsName(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
