namespace Slipway.Model.Plans;

/// <summary>Keeps a file or folder of the job as artifacts; runs after a failure too.</summary>
public sealed record StoreArtifactsStep : StepPlan
{
    public required string Path { get; init; }

    /// <summary>Prefix of the artifact's path; null means the path itself.</summary>
    public string? Destination { get; init; }
}

/// <summary>Reads JUnit XML from a folder or file; runs after a failure too.</summary>
public sealed record StoreTestResultsStep : StepPlan
{
    public required string Path { get; init; }
}
