using System.Text.Json.Serialization;

namespace Slipway.Engines.Hosting;

/// <summary>The protocol's JSON, a message per line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HostRequest))]
[JsonSerializable(typeof(HostAnswer))]
internal sealed partial class HostJson : JsonSerializerContext;
