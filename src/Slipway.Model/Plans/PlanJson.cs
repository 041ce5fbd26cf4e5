using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Model.Plans;

/// <summary>The JSON form of a <see cref="Plan"/>.</summary>
public static class PlanJson
{
    private static readonly PlanJsonContext Context = new(new JsonSerializerOptions(PlanJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write(Plan plan) => JsonSerializer.Serialize(plan, Context.Plan);

    /// <exception cref="JsonException">The text is not a plan.</exception>
    public static Plan Read(string json) =>
        JsonSerializer.Deserialize(json, Context.Plan) ?? throw new JsonException("The text is no plan: it is null.");
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Plan))]
internal sealed partial class PlanJsonContext : JsonSerializerContext;
