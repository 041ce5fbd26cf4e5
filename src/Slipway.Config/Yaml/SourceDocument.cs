using Slipway.Model.Diagnostics;

namespace Slipway.Config.Yaml;

/// <summary>One text that is compiled, so that places in it can be named and found again.</summary>
public sealed class SourceDocument(string file, string text)
{
    private int[]? _lineStarts;

    /// <summary>The path as the user gave it, <c>-</c> for standard input, or <c>orb ns/name@1.2.3</c>.</summary>
    public string File { get; } = file;

    public string Text { get; } = text;

    public SourceSpan Span(SourcePosition start, SourcePosition end) => new(File, start, end);

    /// <summary>The first place of <paramref name="part"/> between two positions; all of the stretch when it is not there literally.</summary>
    internal SourceSpan Find(SourcePosition start, SourcePosition end, string part)
    {
        var from = Offset(start);
        var until = Math.Max(from, Offset(end));
        var at = part.Length == 0 ? -1 : Text.IndexOf(part, from, until - from, StringComparison.Ordinal);
        return at < 0 ? Span(start, end) : Span(Position(at), Position(at + part.Length));
    }

    private int Offset(SourcePosition position)
    {
        var starts = LineStarts();
        var line = Math.Clamp(position.Line - 1, 0, starts.Length - 1);
        return Math.Min(starts[line] + Math.Max(0, position.Column - 1), Text.Length);
    }

    private SourcePosition Position(int offset)
    {
        var starts = LineStarts();
        var found = Array.BinarySearch(starts, offset);
        var line = found >= 0 ? found : ~found - 1;
        return new SourcePosition(line + 1, offset - starts[line] + 1);
    }

    private int[] LineStarts()
    {
        if (_lineStarts is null)
        {
            var starts = new List<int> { 0 };
            for (var i = Text.IndexOf('\n', StringComparison.Ordinal); i >= 0; i = Text.IndexOf('\n', i + 1))
            {
                starts.Add(i + 1);
            }

            _lineStarts = [.. starts];
        }

        return _lineStarts;
    }
}
