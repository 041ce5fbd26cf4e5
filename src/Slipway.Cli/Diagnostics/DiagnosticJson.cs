using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Model.Diagnostics;
using Slipway.Model.Terminals;

namespace Slipway.Cli.Diagnostics;

/// <summary>One diagnostic as <c>--format json</c> writes it.</summary>
internal sealed record DiagnosticEntry(
    string Code, Severity Severity, string File, int Line, int Column, int EndLine, int EndColumn, string Message, string? Hint);

/// <summary>Writes diagnostics as one JSON array.</summary>
internal static class DiagnosticJson
{
    private static readonly DiagnosticJsonContext Context = new(new JsonSerializerOptions(DiagnosticJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write(IEnumerable<Diagnostic> diagnostics) =>
        TerminalText.CleanJson(JsonSerializer.Serialize([.. diagnostics.Select(Entry)], Context.DiagnosticEntryArray));

    private static DiagnosticEntry Entry(Diagnostic diagnostic)
    {
        var (file, start, end) = diagnostic.Span;
        return new DiagnosticEntry(
            diagnostic.Code, diagnostic.Severity, file, start.Line, start.Column, end.Line, end.Column, diagnostic.Message, diagnostic.Hint);
    }
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(SeverityConverter)])]
[JsonSerializable(typeof(DiagnosticEntry[]))]
internal sealed partial class DiagnosticJsonContext : JsonSerializerContext;

/// <summary><c>error</c> and <c>warning</c>.</summary>
internal sealed class SeverityConverter() : JsonStringEnumConverter<Severity>(JsonNamingPolicy.CamelCase);
