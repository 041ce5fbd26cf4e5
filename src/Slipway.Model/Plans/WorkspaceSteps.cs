namespace Slipway.Model.Plans;

/// <summary>Adds a layer to the workflow's workspace: the globs <see cref="Paths"/> below <see cref="Root"/>.</summary>
public sealed record PersistToWorkspaceStep : StepPlan
{
    public required string Root { get; init; }

    public required IReadOnlyList<string> Paths { get; init; }
}

/// <summary>Unpacks the layers of all upstream jobs at <see cref="At"/>.</summary>
public sealed record AttachWorkspaceStep : StepPlan
{
    public required string At { get; init; }
}
