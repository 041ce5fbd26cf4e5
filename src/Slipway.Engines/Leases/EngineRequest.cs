namespace Slipway.Engines.Leases;

/// <summary>What a job wants of its engine.</summary>
public sealed record EngineRequest
{
    /// <summary>As CircleCI's <c>version</c> key writes it (<c>docker28</c>, <c>20.10.24</c>, <c>edge</c> …); null means the default.</summary>
    public string? Version { get; init; }

    public EngineLimits Limits { get; init; } = EngineLimits.Default;

    /// <summary>Null: start empty and throw the data away at the end.</summary>
    public LayerCacheKey? LayerCache { get; init; }

    /// <summary>Networks in CIDR form whose hosts may reach the engine's API and SSH ports; the host itself always may.</summary>
    public IReadOnlyList<string> AllowedSources { get; init; } = [];

    /// <summary>Who holds the lease, for <c>engine ls</c>, such as <c>run 12 job build</c>.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The process whose end ends the lease; 0 means that only a release ends it.</summary>
    public int OwnerProcess { get; init; }
}
