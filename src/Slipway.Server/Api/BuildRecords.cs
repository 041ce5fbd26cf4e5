using System.Text.Json.Serialization;

namespace Slipway.Server.Api;

/// <summary>A job by API v1.1: its page with steps.</summary>
public sealed record ApiBuild
{
    public required long BuildNum { get; init; }

    public required string Status { get; init; }

    public required string Lifecycle { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Outcome { get; init; }

    public required string VcsRevision { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Branch { get; init; }

    public string? VcsTag { get; init; }

    public required string VcsUrl { get; init; }

    public required string Subject { get; init; }

    public required string Username { get; init; }

    public required string Reponame { get; init; }

    public required string QueuedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? StartTime { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? StopTime { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long? BuildTimeMillis { get; init; }

    public required string BuildUrl { get; init; }

    public required bool HasArtifacts { get; init; }

    public required int Parallel { get; init; }

    public required ApiBuildUser User { get; init; }

    public required ApiBuildWorkflow Workflows { get; init; }

    public required IReadOnlyList<ApiStep> Steps { get; init; }
}

public sealed record ApiBuildUser(bool IsUser, string Login, string Name, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? AvatarUrl);

public sealed record ApiBuildWorkflow(Guid WorkflowId, string WorkflowName, string JobName, Guid JobId, Guid WorkspaceId);

public sealed record ApiStep(string Name, IReadOnlyList<ApiAction> Actions);

/// <summary>A step of one node.</summary>
public sealed record ApiAction
{
    /// <summary>Which node.</summary>
    public required int Index { get; init; }

    public required int Step { get; init; }

    public required string Name { get; init; }

    public required string Status { get; init; }

    /// <summary>Clients want it to be there, whatever it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public bool? Failed { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? ExitCode { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? BashCommand { get; init; }

    public required string StartTime { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? EndTime { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long? RunTimeMillis { get; init; }

    public required bool HasOutput { get; init; }

    /// <summary>Where its output is, for some minutes and without a token.</summary>
    public string? OutputUrl { get; init; }
}

/// <summary>The output of a step.</summary>
/// <param name="Type"><c>out</c> or <c>err</c>.</param>
public sealed record ApiOutput(string Message, string Time, string Type);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApiBuild))]
[JsonSerializable(typeof(IReadOnlyList<ApiOutput>))]
internal sealed partial class BuildJson : JsonSerializerContext;
