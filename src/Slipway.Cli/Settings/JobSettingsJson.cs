using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Cli.Settings;

/// <summary>The form of the settings for jobs: camelCase, comments and trailing commas allowed, unknown names refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(JobSettings))]
[JsonSerializable(typeof(ProjectSettings))]
internal sealed partial class JobSettingsJson : JsonSerializerContext;
