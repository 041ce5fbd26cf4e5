using Slipway.Config.Orbs;

namespace Slipway.Cli.Orbs;

/// <summary>Where orbs come from and where they are kept.</summary>
internal sealed record OrbSettings
{
    public const string PublicRegistry = "https://circleci.com/graphql-unstable";

    public OrbMappings Mappings { get; init; } = new();

    /// <summary>The folder that paths of <see cref="Mappings"/> are relative to.</summary>
    public string Folder { get; init; } = ".";

    /// <summary>The project whose settings were read; null: there are none.</summary>
    public string? Project { get; init; }

    public Uri Registry { get; init; } = new(PublicRegistry);

    /// <summary>Hosts that orbs are fetched from by address though they are not on the internet.</summary>
    public IReadOnlyCollection<string> Hosts { get; init; } = [];

    /// <summary>Personal API token, for private orbs.</summary>
    public string? Token { get; init; }

    public required string CacheFolder { get; init; }

    /// <summary>Null means that nothing is locked.</summary>
    public string? LockFile { get; init; }

    /// <summary>True: the network is never asked.</summary>
    public bool IsOffline { get; init; }

    /// <summary>For the connection and for the whole answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);
}
