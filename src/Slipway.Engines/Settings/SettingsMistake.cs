using System.Text.Json;
using System.Text.RegularExpressions;

namespace Slipway.Engines.Settings;

/// <summary>Says what is wrong with a file of settings in the words of its writer.</summary>
public static partial class SettingsMistake
{
    public static string Explain(Exception failure) => failure switch
    {
        JsonException json when UnknownMember().Match(json.Message) is { Success: true } match => $"there is no setting '{match.Groups["name"].Value}'",
        JsonException json when Null().Match(json.Message) is { Success: true } match => $"'{match.Groups["name"].Value}' is null: give it a value or leave it out",
        JsonException { Path.Length: > 2 } json => $"line {json.LineNumber + 1}, {json.Path[2..]}: {Position().Replace(json.Message, "")}",
        JsonException json => $"line {json.LineNumber + 1}: {Position().Replace(json.Message, "")}",
        _ => failure.Message,
    };

    [GeneratedRegex("JSON property '(?<name>[^']*)' could not be mapped")]
    private static partial Regex UnknownMember();

    [GeneratedRegex("property or field '(?<name>[^']*)' on type '[^']*' doesn't allow setting null values")]
    private static partial Regex Null();

    [GeneratedRegex(@" (Path: |LineNumber: ).*$", RegexOptions.Singleline)]
    private static partial Regex Position();
}
