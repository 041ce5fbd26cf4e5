using Slipway.Execution.Failures;
using Slipway.Linux.Failures;
using Slipway.Model.Plans;

namespace Slipway.Execution.Images;

/// <summary>
/// An image's name apart from its tag or digest, as the pull API wants them. What can be one says <see cref="ImageName"/>: nothing in it leads to another registry than the
/// one whose login is chosen by it.
/// </summary>
public sealed record ImageReference
{
    private const string DockerHub = "https://index.docker.io/v1/";
    private const string Latest = "latest";
    private const int MostLettersSaid = 300;

    private ImageReference(string name, string version) => (Name, Version) = (name, version);

    /// <summary>With its registry, when one is written.</summary>
    public string Name { get; }

    /// <summary>Tag or digest; <c>latest</c> when none is written.</summary>
    public string Version { get; private init; }

    /// <summary>The registry's host, or Docker Hub's key in Docker's own configuration.</summary>
    public string Registry => ImageName.HostOf(Name) is not ("" or "docker.io" or "index.docker.io") and var host ? host : DockerHub;

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
        var name = ImageName.TryParse(text, out wrong);
        return name is null ? null : new ImageReference(name.Name, name.Digest ?? name.Tag ?? Latest);
    }

    /// <summary>The same image by its content.</summary>
    /// <param name="digest">As a registry names it.</param>
    /// <exception cref="InfrastructureException">It is none.</exception>
    public ImageReference At(string? digest) =>
        digest is not null && ImageName.IsDigest(digest) ? this with { Version = digest } : throw new InfrastructureException($"the registry of {this} gives no digest for it");

    public override string ToString() => IsDigest ? $"{Name}@{Version}" : $"{Name}:{Version}";
}
