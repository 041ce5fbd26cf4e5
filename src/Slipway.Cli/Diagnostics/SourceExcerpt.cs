using Slipway.Model.Diagnostics;
using Slipway.Model.Terminals;

namespace Slipway.Cli.Diagnostics;

/// <summary>The line that a diagnostic is about and the carets under it, made fit for a terminal.</summary>
/// <param name="Line">The text, cropped when long; what would steer a terminal is replaced.</param>
/// <param name="Carets">Blanks and carets that stand under the span.</param>
internal readonly record struct SourceExcerpt(string Line, string Carets)
{
    private const int Widest = 160;
    private const int Before = 40;

    /// <returns>Null when the text has no such line.</returns>
    public static SourceExcerpt? Of(string text, SourceSpan span)
    {
        if (LineOf(text, span.Start.Line) is not { } line)
        {
            return null;
        }

        var start = Math.Clamp(span.Start.Column - 1, 0, line.Length);
        var end = span.End.Line == span.Start.Line ? Math.Clamp(span.End.Column - 1, start, line.Length) : line.TrimEnd().Length;
        var from = line.Length <= Widest || start <= Before ? 0 : start - Before;
        var shown = line.Substring(from, Math.Min(Widest, line.Length - from));
        var carets = Math.Clamp(end - start, 1, Math.Max(1, shown.Length - (start - from)));
        var lead = from > 0 ? "…" : "";
        var tail = from + shown.Length < line.Length ? "…" : "";
        var blanks = string.Concat(shown.Take(start - from).Select(letter => letter == '\t' ? '\t' : ' '));
        return new SourceExcerpt(
            lead + TerminalText.Visible(shown) + tail,
            new string(' ', lead.Length) + blanks + new string('^', carets));
    }

    private static string? LineOf(string text, int number)
    {
        var start = 0;
        for (var line = 1; line < number; line++)
        {
            start = text.IndexOf('\n', start) + 1;
            if (start == 0)
            {
                return null;
            }
        }

        var end = text.IndexOf('\n', start);
        return text[start..(end < 0 ? text.Length : end)].TrimEnd('\r');
    }
}
