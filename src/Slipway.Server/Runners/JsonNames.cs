using System.Text.Json;

namespace Slipway.Server.Runners;

/// <summary>The names of the members of a JSON object.</summary>
internal static class JsonNames
{
    public static IReadOnlyList<string> Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(member => member.Name)];
    }
}
