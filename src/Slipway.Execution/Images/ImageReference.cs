namespace Slipway.Execution.Images;

/// <summary>An image's name apart from its tag or digest, as the pull API wants them.</summary>
/// <param name="Name">With its registry, when one is written.</param>
/// <param name="Version">Tag or digest; <c>latest</c> when none is written.</param>
public sealed record ImageReference(string Name, string Version)
{
    /// <summary>The registry's host, or Docker Hub's key in Docker's own configuration.</summary>
    public string Registry
    {
        get
        {
            var slash = Name.IndexOf('/', StringComparison.Ordinal);
            var host = slash < 0 ? "" : Name[..slash];
            return host.Contains('.', StringComparison.Ordinal) || host.Contains(':', StringComparison.Ordinal) || host == "localhost"
                ? host
                : "https://index.docker.io/v1/";
        }
    }

    /// <summary>Whether it names a content, which no registry can change.</summary>
    public bool IsDigest => Version.Contains(':', StringComparison.Ordinal);

    public static ImageReference Parse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            return new ImageReference(text[..at], text[(at + 1)..]);
        }

        var colon = text.LastIndexOf(':');
        return colon > text.LastIndexOf('/') ? new ImageReference(text[..colon], text[(colon + 1)..]) : new ImageReference(text, "latest");
    }

    public override string ToString() => IsDigest ? $"{Name}@{Version}" : $"{Name}:{Version}";
}
