using System.Text.Json.Serialization;
using Slipway.Model.Events;

namespace Slipway.Server.Api;

/// <summary>A file that a job has left.</summary>
/// <param name="Url">Where it is, for some minutes and without a token.</param>
public sealed record ApiArtifact(string Path, int NodeIndex, string Url);

/// <summary>A test that a job has reported.</summary>
/// <param name="RunTime">In seconds.</param>
public sealed record ApiTest(string Message, string Source, double RunTime, string Result, string Name, string Classname, string? File);

/// <summary>A job by its number, with what it is of.</summary>
public sealed record ApiJobDetails
{
    public required long Number { get; init; }

    public required string Name { get; init; }

    public required string Status { get; init; }

    public required string WebUrl { get; init; }

    public required string CreatedAt { get; init; }

    public required string QueuedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? StartedAt { get; init; }

    public string? StoppedAt { get; init; }

    /// <summary>Milliseconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long? Duration { get; init; }

    public required ApiNamedId LatestWorkflow { get; init; }

    public required ApiId Pipeline { get; init; }

    public required ApiJobProject Project { get; init; }

    public required ApiName Organization { get; init; }

    public required IReadOnlyList<ApiName> Contexts { get; init; }

    public required ApiExecutor Executor { get; init; }

    public required int Parallelism { get; init; }

    public required IReadOnlyList<ApiNode> ParallelRuns { get; init; }

    public IReadOnlyList<string> Messages { get; init; } = [];
}

public sealed record ApiId(Guid Id);

public sealed record ApiName(string Name);

public sealed record ApiNamedId(Guid Id, string Name);

public sealed record ApiJobProject(Guid Id, string Slug, string Name, string ExternalUrl);

public sealed record ApiExecutor(string Type, string ResourceClass);

/// <summary>One node of a job.</summary>
public sealed record ApiNode(int Index, string Status);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Page<ApiArtifact>))]
[JsonSerializable(typeof(Page<ApiTest>))]
[JsonSerializable(typeof(ApiJobDetails))]
[JsonSerializable(typeof(TestCase))]
internal sealed partial class JobJson : JsonSerializerContext;
