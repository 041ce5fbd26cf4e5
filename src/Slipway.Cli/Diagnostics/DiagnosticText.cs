using System.Globalization;
using Slipway.Model.Diagnostics;
using Slipway.Model.Terminals;

namespace Slipway.Cli.Diagnostics;

/// <summary>Writes diagnostics for people: <c>file:line:column</c>, the line, a caret, the hint.</summary>
/// <param name="colours">Whether escape sequences may be used.</param>
/// <param name="textOf">The text of a file by the name in the span; null when it is not known.</param>
internal sealed class DiagnosticText(TextWriter output, bool colours, Func<string, string?> textOf)
{
    private const string Bold = "1";
    private const string Red = "1;31";
    private const string Yellow = "1;33";
    private const string Blue = "1;34";
    private const string Cyan = "36";

    public void Write(IReadOnlyList<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            Write(diagnostic);
        }
    }

    /// <summary>Such as <c>2 errors, 1 warning</c>; empty when there is nothing to say.</summary>
    public static string Count(IReadOnlyList<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Count(diagnostic => diagnostic.Severity == Severity.Error);
        return string.Join(", ", new[] { Plural(errors, "error"), Plural(diagnostics.Count - errors, "warning") }.Where(part => part.Length > 0));
    }

    private static string Plural(int count, string noun) =>
        count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private void Write(Diagnostic diagnostic)
    {
        var (file, start, _) = diagnostic.Span;
        var isError = diagnostic.Severity == Severity.Error;
        var colour = isError ? Red : Yellow;
        output.WriteLine(
            $"{Paint(Bold, $"{TerminalText.OneLine(file)}:{start.Line}:{start.Column}:")} {Paint(colour, isError ? "error" : "warning")} {diagnostic.Code}: {TerminalText.OneLine(diagnostic.Message)}");
        var number = start.Line.ToString(CultureInfo.InvariantCulture).PadLeft(5);
        var gutter = new string(' ', number.Length);
        if (textOf(file) is { } text && SourceExcerpt.Of(text, diagnostic.Span) is { } excerpt)
        {
            output.WriteLine($"{Paint(Blue, number + " |")} {excerpt.Line}");
            output.WriteLine($"{Paint(Blue, gutter + " |")} {Paint(colour, excerpt.Carets)}");
        }

        if (diagnostic.Hint is { } hint)
        {
            output.WriteLine($"{gutter} {Paint(Cyan, "hint:")} {TerminalText.OneLine(hint)}");
        }
    }

    private string Paint(string colour, string text) => colours ? $"\e[{colour}m{text}\e[0m" : text;
}
