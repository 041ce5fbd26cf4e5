using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Execution.Continuations;

/// <summary>What a setup workflow gave to go on with.</summary>
/// <param name="Workflow">The workflow that gave it.</param>
/// <param name="Configuration">A config's YAML or JSON.</param>
/// <param name="Parameters">Pipeline parameters: texts, numbers and booleans by name.</param>
public sealed record ContinuedConfig(string Workflow, string Configuration, IReadOnlyDictionary<string, JsonElement> Parameters);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ContinuedConfig))]
internal sealed partial class ContinuationJson : JsonSerializerContext;
