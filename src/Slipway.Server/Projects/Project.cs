using System.Security.Cryptography;
using System.Text;

namespace Slipway.Server.Projects;

/// <summary>A repository whose pushes become pipelines.</summary>
public sealed record Project(Guid Id, ProjectSlug Slug)
{
    /// <summary>The organisation's id, which is always the same for the same name.</summary>
    public Guid OwnerId => StableId($"{Slug.Host}/{Slug.Owner}");

    /// <summary>Fit for a folder's name, and no other project's.</summary>
    public string Key => $"{Slug.Name}-{Id:N}";

    private static Guid StableId(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
