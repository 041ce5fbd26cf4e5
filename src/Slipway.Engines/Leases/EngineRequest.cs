using Slipway.Linux.Failures;

namespace Slipway.Engines.Leases;

/// <summary>What a job wants of its engine. Every member may be left out, so they have setters: generated readers give an init-only one null.</summary>
public sealed record EngineRequest
{
    /// <summary>As CircleCI's <c>version</c> key writes it (<c>docker28</c>, <c>20.10.24</c>, <c>edge</c> …); null means the default.</summary>
    public string? Version { get; init; }

    /// <summary>The machine image, as a config names it, of a job that runs beside the engine in the same sandbox; null: the engine is alone in it.</summary>
    public string? Machine { get; init; }

    public EngineLimits Limits { get; set; } = EngineLimits.Default;

    /// <summary>Null: start empty and throw the data away at the end.</summary>
    public LayerCacheKey? LayerCache { get; init; }

    /// <summary>Networks in CIDR form whose hosts may reach the engine's API and SSH ports; the host itself always may.</summary>
    public IReadOnlyList<string> AllowedSources { get; set; } = [];

    /// <summary>Who holds the lease, for <c>engine ls</c>, such as <c>run 12 job build</c>.</summary>
    public string Owner { get; set; } = "";

    /// <summary>The process whose end ends the lease; 0 means that only a release ends it.</summary>
    public int OwnerProcess { get; init; }

    /// <summary>Refuses what no engine can be made of, before anything is made.</summary>
    /// <exception cref="InfrastructureException">Names the member.</exception>
    public void Check()
    {
        Limits.Check();
        if (AllowedSources.Any(source => source is null))
        {
            throw new InfrastructureException("A null among allowedSources is no network such as 172.20.0.0/24.");
        }
        if (Machine is { } machine && (machine.Length == 0 || machine.Any(char.IsControl)))
        {
            throw new InfrastructureException("The name of a machine image has letters, and no control characters.");
        }
        if (LayerCache is { } key && (key.Project + key.TrustScope).Any(char.IsControl))
        {
            throw new InfrastructureException("The project and the trust scope of layerCache have no control characters.");
        }
    }
}
