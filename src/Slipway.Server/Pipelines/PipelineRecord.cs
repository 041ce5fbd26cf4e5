using Slipway.Server.Compilation;

namespace Slipway.Server.Pipelines;

/// <summary>What a push, or somebody's wish, has become.</summary>
public sealed record PipelineRecord
{
    public required Guid Id { get; init; }

    public required Guid Project { get; init; }

    public required long Number { get; init; }

    /// <summary>The number of what it was made for, which grows over all projects.</summary>
    public required long Intake { get; init; }

    public required PipelineStage Stage { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary><c>push</c> or <c>api</c>.</summary>
    public required string Trigger { get; init; }

    /// <summary>Who has caused it.</summary>
    public required string Actor { get; init; }

    public string? Branch { get; init; }

    public string? Tag { get; init; }

    public required string Revision { get; init; }

    /// <summary>The first line of the commit's message.</summary>
    public required string Subject { get; init; }

    /// <summary>Its parameters as a JSON object.</summary>
    public required string Parameters { get; init; }

    public required IReadOnlyList<PipelineProblem> Problems { get; init; }
}

public enum PipelineStage
{
    /// <summary>It is written down, and its config is not compiled yet.</summary>
    Pending,

    /// <summary>Its config is wrong.</summary>
    Errored,

    /// <summary>Its workflows have begun.</summary>
    Created,

    /// <summary>Its setup half has ended, and what it goes on with is not compiled yet.</summary>
    Continuing,
}
