namespace Slipway.Model.Plans;

/// <summary>Gives the job its own Docker Engine; also written <c>setup_docker_engine</c>.</summary>
public sealed record SetupRemoteDockerStep : StepPlan
{
    public bool DockerLayerCaching { get; init; }

    /// <summary>The version asked for, as written; null means the default.</summary>
    public string? Version { get; init; }
}
