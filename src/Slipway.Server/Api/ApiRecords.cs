using System.Text.Json.Serialization;

namespace Slipway.Server.Api;

/// <summary>A page of a list, in the shape of API v2.</summary>
/// <param name="NextPageToken">What asks for the next one; null: there is none.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextPageToken);

public sealed record ApiProject(string Slug, string Name, Guid Id, string OrganizationName, string OrganizationSlug, Guid OrganizationId, ApiVcs VcsInfo);

public sealed record ApiVcs(string VcsUrl, string Provider, string DefaultBranch);

public sealed record ApiActor(string Login, string? AvatarUrl);

public sealed record ApiTrigger(string Type, string ReceivedAt, ApiActor Actor);

public sealed record ApiCommit(string Subject, string Body);

public sealed record ApiPipelineVcs(string ProviderName, string OriginRepositoryUrl, string TargetRepositoryUrl, string Revision, string? Branch, string? Tag, ApiCommit Commit);

public sealed record ApiProblem(string Type, string Message);

public sealed record ApiPipeline
{
    public required Guid Id { get; init; }

    public required string ProjectSlug { get; init; }

    public required long Number { get; init; }

    public required string State { get; init; }

    public required string CreatedAt { get; init; }

    public required string UpdatedAt { get; init; }

    public required IReadOnlyList<ApiProblem> Errors { get; init; }

    public required ApiTrigger Trigger { get; init; }

    public required ApiPipelineVcs Vcs { get; init; }
}

public sealed record ApiWorkflow
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required Guid PipelineId { get; init; }

    public required long PipelineNumber { get; init; }

    public required string ProjectSlug { get; init; }

    public required string Status { get; init; }

    public required string StartedBy { get; init; }

    public required string CreatedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? StoppedAt { get; init; }
}

public sealed record ApiJob
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required string Status { get; init; }

    public required string ProjectSlug { get; init; }

    public long? JobNumber { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? StartedAt { get; init; }

    public string? StoppedAt { get; init; }

    public Guid? ApprovalRequestId { get; init; }

    public string? ApprovedBy { get; init; }

    /// <summary>The ids of the jobs that end before it.</summary>
    public required IReadOnlyList<Guid> Dependencies { get; init; }
}

/// <summary>What is wanted of a new project.</summary>
public sealed record ProjectRequest(string Slug);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ApiProject))]
[JsonSerializable(typeof(ApiPipeline))]
[JsonSerializable(typeof(ApiWorkflow))]
[JsonSerializable(typeof(Page<ApiPipeline>))]
[JsonSerializable(typeof(Page<ApiWorkflow>))]
[JsonSerializable(typeof(Page<ApiJob>))]
[JsonSerializable(typeof(ProjectRequest))]
internal sealed partial class ApiJson : JsonSerializerContext;
