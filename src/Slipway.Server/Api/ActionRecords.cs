using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Server.Api;

/// <summary>What a pipeline is wanted for.</summary>
public sealed record TriggerRequest
{
    public string? Branch { get; init; }

    public string? Tag { get; init; }

    public IReadOnlyDictionary<string, JsonElement> Parameters { get; set; } = new Dictionary<string, JsonElement>();
}

public sealed record TriggerAnswer(Guid Id, string State, long Number, string CreatedAt);

/// <summary>What of a workflow is to be run again.</summary>
public sealed record RerunRequest
{
    public bool? FromFailed { get; init; }

    public bool? EnableSsh { get; init; }

    public bool? SparseTree { get; init; }

    public IReadOnlyList<string>? Jobs { get; init; }
}

public sealed record RerunAnswer(Guid WorkflowId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TriggerRequest))]
[JsonSerializable(typeof(TriggerAnswer))]
[JsonSerializable(typeof(RerunRequest))]
[JsonSerializable(typeof(RerunAnswer))]
internal sealed partial class ActionJson : JsonSerializerContext;
