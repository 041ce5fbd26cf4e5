using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Runner.Connections;

/// <summary>Why a server does not do what it was asked, as it says it: in JSON, or whatever stands between the two in a text of its own.</summary>
internal sealed record Refusal(string Message)
{
    private const int Longest = 500;

    /// <summary>The reason in an answer's body.</summary>
    public static string Read(string body)
    {
        try
        {
            return Cut(JsonSerializer.Deserialize(body, RefusalJson.Default.Refusal)?.Message ?? body);
        }
        catch (JsonException)
        {
            return Cut(body);
        }
    }

    private static string Cut(string text) => text.Length > Longest ? text[..Longest] + "…" : text;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Refusal))]
internal sealed partial class RefusalJson : JsonSerializerContext;
