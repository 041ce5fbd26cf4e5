using System.Text.Json;

namespace Slipway.Execution.Continuations;

/// <summary>
/// The body of <c>POST /pipeline/continue</c>, which anybody in the job may send: read without a tree of it, so that it costs little more than its length
/// before the key is known.
/// </summary>
/// <param name="Key">The member <c>continuation-key</c>; null: missing, or no text.</param>
/// <param name="Configuration">Null: missing, or no text.</param>
/// <param name="Parameters">Texts, whole numbers and booleans by name; null: something else is there.</param>
internal sealed record ContinueRequest(string? Key, string? Configuration, IReadOnlyDictionary<string, JsonElement>? Parameters)
{
    private const int MostParameters = 10_000;

    /// <exception cref="JsonException">It is no JSON, has a member twice, or a text in it is none.</exception>
    public static ContinueRequest Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return ReadMembers(new Utf8JsonReader(body));
        }
        catch (InvalidOperationException failure)
        {
            // Half a letter, or bytes that are no UTF-8.
            throw new JsonException("a text in it is none", failure);
        }
    }

    private static ContinueRequest ReadMembers(Utf8JsonReader reader)
    {
        var request = new ContinueRequest(null, null, new Dictionary<string, JsonElement>());
        var seen = new HashSet<string>();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            ReadEnd(ref reader);
            return request;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Known(ref reader);
            if (name is not null && !seen.Add(name))
            {
                throw new JsonException($"{name} is there twice");
            }

            reader.Read();
            request = name switch
            {
                "continuation-key" => request with { Key = Text(reader) },
                "configuration" => request with { Configuration = Text(reader) },
                "parameters" => request with { Parameters = ReadParameters(reader) },
                _ => request,
            };
            reader.Skip();
        }

        ReadEnd(ref reader);
        return request;
    }

    private static string? Known(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("continuation-key") ? "continuation-key"
        : reader.ValueTextEquals("configuration") ? "configuration"
        : reader.ValueTextEquals("parameters") ? "parameters"
        : null;

    private static string? Text(Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String ? reader.GetString() : null;

    /// <summary>Null where one of them, or the list, is something else.</summary>
    private static Dictionary<string, JsonElement>? ReadParameters(Utf8JsonReader reader)
    {
        var parameters = new Dictionary<string, JsonElement>();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return parameters;
        }

        var areValues = reader.TokenType == JsonTokenType.StartObject;
        while (areValues && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            areValues = IsValue(ref reader) && parameters.Count < MostParameters;
            if (areValues && !parameters.TryAdd(name, JsonElement.ParseValue(ref reader)))
            {
                // Who sent it need not have the key: the answer repeats nothing of it.
                throw new JsonException("a parameter is there twice");
            }
        }

        return areValues ? parameters : null;
    }

    private static bool IsValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        // Asked for here, where half a letter is a fault of the body.
        JsonTokenType.String => reader.GetString() is not null,
        JsonTokenType.Number => reader.TryGetInt64(out _),
        var kind => kind is JsonTokenType.True or JsonTokenType.False,
    };

    private static void ReadEnd(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            // Throws where there is more than one value.
        }
    }
}
