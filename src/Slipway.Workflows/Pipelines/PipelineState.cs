using System.Text.Json.Serialization;
using Slipway.Model.Events;

namespace Slipway.Workflows.Pipelines;

/// <summary>How far a pipeline is: all that <see cref="Pipeline"/> needs to go on, in this process or, from its JSON, in another one.</summary>
public sealed record PipelineState
{
    /// <summary>Before the first input.</summary>
    [JsonIgnore]
    public static PipelineState Empty { get; } = new();

    public PipelinePhase Phase { get; init; }

    /// <summary>The workflows of the setup half, once the other half has begun.</summary>
    public IReadOnlyList<WorkflowState> Setup { get; init; } = [];

    public IReadOnlyList<WorkflowState> Workflows { get; init; } = [];

    public WaitLimits Limits { get; init; } = new();

    /// <summary>Null until it has ended.</summary>
    public RunOutcome? Outcome { get; init; }
}

public enum PipelinePhase
{
    /// <summary>Nothing has begun.</summary>
    Empty,

    /// <summary>The setup half.</summary>
    Setup,

    /// <summary>The setup half has ended, and what follows is not known yet.</summary>
    Continuing,

    /// <summary>The only half, or the second one.</summary>
    Main,
}
