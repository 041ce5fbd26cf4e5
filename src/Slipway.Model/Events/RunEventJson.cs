using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Model.Events;

/// <summary>The JSON form of events: one line each.</summary>
public static class RunEventJson
{
    private static readonly RunEventJsonContext Context = new(new JsonSerializerOptions(RunEventJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>One line in UTF-8 without its line feed.</summary>
    public static byte[] Write(RunEvent value) => JsonSerializer.SerializeToUtf8Bytes(value, Context.RunEvent);

    /// <returns>Null: the line is no event of a kind that is known here.</returns>
    public static RunEvent? TryRead(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Context.RunEvent);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunEvent))]
[JsonSerializable(typeof(JobOutcome.Passed), TypeInfoPropertyName = "JobPassed")]
[JsonSerializable(typeof(JobOutcome.Failed), TypeInfoPropertyName = "JobFailed")]
[JsonSerializable(typeof(JobOutcome.TimedOut), TypeInfoPropertyName = "JobTimedOut")]
[JsonSerializable(typeof(JobOutcome.Canceled), TypeInfoPropertyName = "JobCanceled")]
[JsonSerializable(typeof(JobOutcome.InfrastructureFailed), TypeInfoPropertyName = "JobInfrastructureFailed")]
[JsonSerializable(typeof(JobOutcome.NotRun), TypeInfoPropertyName = "JobNotRun")]
[JsonSerializable(typeof(JobOutcome.Unauthorized), TypeInfoPropertyName = "JobUnauthorized")]
internal sealed partial class RunEventJsonContext : JsonSerializerContext;
