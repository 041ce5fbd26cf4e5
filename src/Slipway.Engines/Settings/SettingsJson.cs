using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Engines.Settings;

/// <summary>The settings file's form: camelCase, comments and trailing commas allowed, unknown names refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(EngineSettings))]
public sealed partial class SettingsJson : JsonSerializerContext;
