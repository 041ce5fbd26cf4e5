using System.Text.Json;
using System.Text.RegularExpressions;

namespace Slipway.Model.Texts;

/// <summary>Says what is wrong with JSON, such as a file of settings, in the words of its writer: without types and counted bytes.</summary>
public static partial class JsonMistake
{
    public static string Explain(Exception failure) => failure switch
    {
        JsonException json when UnknownMember().Match(json.Message) is { Success: true } match => $"there is no setting '{match.Groups["name"].Value}'",
        JsonException json when Null().Match(json.Message) is { Success: true } match => $"'{match.Groups["name"].Value}' is null: give it a value or leave it out",
        JsonException json when Type().Match(json.Message) is { Success: true } match => $"{Place(json)}: the value is not {Wanted(match.Groups["type"].Value)}",
        JsonException json when Missing().Match(json.Message) is { Success: true } match => $"{Place(json)}: {match.Groups["names"].Value} is missing",
        JsonException { Path.Length: > 2 } json => $"{Place(json)}: {Position().Replace(json.Message, "")}",
        JsonException { LineNumber: null } json => Position().Replace(json.Message, ""),
        JsonException json => $"line {json.LineNumber + 1}: {Position().Replace(json.Message, "")}",
        { InnerException: JsonException inner } => Explain(inner),
        _ => failure.Message,
    };

    private static string Place(JsonException json) => json.Path is { Length: > 2 } path ? $"line {json.LineNumber + 1}, {path[2..]}" : $"line {json.LineNumber + 1}";

    /// <param name="type">A name of .NET, of which the last known word counts: <c>System.Nullable`1[System.Int32]</c>.</param>
    private static string Wanted(string type) =>
        type.Contains("System.Boolean", StringComparison.Ordinal) ? "true or false"
        : Collection().IsMatch(type) ? "a list"
        : type.Contains("Dictionary", StringComparison.Ordinal) ? "a map"
        : Number().IsMatch(type) ? "a number that can be here"
        : type.Contains("System.String", StringComparison.Ordinal) ? "a text"
        : type.Contains("System.Date", StringComparison.Ordinal) || type.Contains("System.Guid", StringComparison.Ordinal) || type.Contains("System.TimeSpan", StringComparison.Ordinal) ? "written as it must be"
        : "what can be here";

    [GeneratedRegex(@"could not be converted to (?<type>\S+)\.( |$)")]
    private static partial Regex Type();

    [GeneratedRegex("was missing required properties including: (?<names>.*?)\\.( |$)")]
    private static partial Regex Missing();

    [GeneratedRegex(@"List`1|Collection`1|\[\]|Enumerable`1")]
    private static partial Regex Collection();

    [GeneratedRegex(@"System\.(U?Int(16|32|64)|S?Byte|Double|Single|Decimal)")]
    private static partial Regex Number();

    [GeneratedRegex("JSON property '(?<name>[^']*)' could not be mapped")]
    private static partial Regex UnknownMember();

    [GeneratedRegex("property or field '(?<name>[^']*)' on type '[^']*' doesn't allow setting null values")]
    private static partial Regex Null();

    [GeneratedRegex(@" (Path: |LineNumber: ).*$", RegexOptions.Singleline)]
    private static partial Regex Position();
}
