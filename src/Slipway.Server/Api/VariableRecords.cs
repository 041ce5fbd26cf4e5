using System.Text.Json.Serialization;

namespace Slipway.Server.Api;

/// <summary>A variable of a project. Its value comes in and is never shown again.</summary>
public sealed record ApiVariable(string Name, string Value, string? CreatedAt = null);

public sealed record ApiContext(Guid Id, string Name, string CreatedAt);

/// <summary>A variable of a context, without its value.</summary>
public sealed record ApiContextVariable(string Variable, Guid ContextId, string CreatedAt, string UpdatedAt);

public sealed record ContextRequest(string Name, ContextOwner Owner);

/// <summary>By its id or its slug.</summary>
public sealed record ContextOwner(string? Id = null, string? Slug = null, string? Type = null);

public sealed record VariableValue(string Value);

public sealed record ApiRestriction(Guid Id, Guid ContextId, string? ProjectId, string? Name, string RestrictionType, string RestrictionValue);

public sealed record RestrictionRequest(string? ProjectId = null, string? RestrictionType = null, string? RestrictionValue = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ApiVariable))]
[JsonSerializable(typeof(Page<ApiVariable>))]
[JsonSerializable(typeof(ApiContext))]
[JsonSerializable(typeof(Page<ApiContext>))]
[JsonSerializable(typeof(ApiContextVariable))]
[JsonSerializable(typeof(Page<ApiContextVariable>))]
[JsonSerializable(typeof(ContextRequest))]
[JsonSerializable(typeof(VariableValue))]
[JsonSerializable(typeof(ApiRestriction))]
[JsonSerializable(typeof(Page<ApiRestriction>))]
[JsonSerializable(typeof(RestrictionRequest))]
internal sealed partial class VariableJson : JsonSerializerContext;
