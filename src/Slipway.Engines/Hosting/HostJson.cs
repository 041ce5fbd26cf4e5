using System.Text.Json.Serialization;

namespace Slipway.Engines.Hosting;

/// <summary>The protocol's JSON, a message per line. What a member's type does not allow is a fault of the message: nulls, missing members, members that are there twice.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(HostRequest))]
[JsonSerializable(typeof(HostAnswer))]
internal sealed partial class HostJson : JsonSerializerContext;
