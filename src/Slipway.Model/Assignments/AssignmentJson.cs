using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Model.Plans;

namespace Slipway.Model.Assignments;

/// <summary>The JSON form of an <see cref="Assignment"/>: one line.</summary>
public static class AssignmentJson
{
    private static readonly AssignmentJsonContext Context = new(new JsonSerializerOptions(AssignmentJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>In UTF-8, without a line feed.</summary>
    public static byte[] Write(Assignment assignment) => JsonSerializer.SerializeToUtf8Bytes(assignment, Context.Assignment);

    /// <exception cref="JsonException">It is no assignment, or one of a newer shape.</exception>
    public static Assignment Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        // Before all else: what is new in a newer shape may be anything.
        if (document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("schema", out var schema) && schema.TryGetInt32(out var version) && version > Assignment.KnownSchema)
        {
            throw new JsonException($"The assignment was written by a newer Slipway: it has shape {version}, and this one reads shapes up to {Assignment.KnownSchema}.");
        }

        var assignment = document.Deserialize(Context.Assignment) ?? throw new JsonException("The text is no assignment: it is null.");
        return FindMistake(assignment) is { } mistake ? throw new JsonException(mistake) : assignment;
    }

    /// <summary>What names files on this machine must be fit to: an assignment may come from elsewhere.</summary>
    private static string? FindMistake(Assignment assignment) =>
        !IsNumber(assignment.Run.RunId) ? $"The run's id is no number: {assignment.Run.RunId}."
        : !IsFileName(assignment.Run.Project.Key) ? $"The project's key is not fit for a folder's name: {assignment.Run.Project.Key}."
        : !assignment.Run.Trust.HasName ? $"There is no trust scope {assignment.Run.Trust.Name}."
        : assignment.Plan.Kind != JobKind.Build || assignment.Plan.Name != assignment.Job.Job ? $"The plan is not that of the job {assignment.Job}."
        : assignment.Attempt < 1 || assignment.Numbers.Build < 1 || assignment.Job.Node < 0 ? "Attempts and builds are counted from 1, nodes from 0."
        : null;

    private static bool IsNumber(string text) => text.Length is > 0 and < 10 && text.All(char.IsAsciiDigit);

    private static bool IsFileName(string text) =>
        text.Length is > 0 and <= 200 && text[0] != '.' && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Assignment))]
internal sealed partial class AssignmentJsonContext : JsonSerializerContext;
