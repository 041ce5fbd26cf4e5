using System.Buffers;
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

    /// <summary>The same in UTF-8, piece by piece as it grows.</summary>
    public static void Write(Plan plan, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = Context.Options.Encoder, Indented = Context.Options.WriteIndented });
        JsonSerializer.Serialize(writer, plan, Context.Plan);
    }

    /// <exception cref="JsonException">The text is not a plan, or one of a newer shape.</exception>
    public static Plan Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        // Before all else: what is new in a newer shape may be anything.
        if (document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("schema", out var schema) && schema.TryGetInt32(out var version) && version > Plan.KnownSchema)
        {
            throw new JsonException($"The plan was written by a newer Slipway: it has shape {version}, and this one reads shapes up to {Plan.KnownSchema}.");
        }

        return document.Deserialize(Context.Plan) ?? throw new JsonException("The text is no plan: it is null.");
    }
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Plan))]
internal sealed partial class PlanJsonContext : JsonSerializerContext;
