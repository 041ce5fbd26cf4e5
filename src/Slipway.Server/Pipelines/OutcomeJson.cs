using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Model.Events;

namespace Slipway.Server.Pipelines;

/// <summary>The ends of jobs as the database has them.</summary>
public static class OutcomeJson
{
    public static string Write(JobOutcome outcome) => JsonSerializer.Serialize(outcome, OutcomeJsonContext.Default.JobOutcome);

    public static JobOutcome Read(string json) => JsonSerializer.Deserialize(json, OutcomeJsonContext.Default.JobOutcome) ?? throw new JsonException("The text is no end of a job.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JobOutcome))]
internal sealed partial class OutcomeJsonContext : JsonSerializerContext;
