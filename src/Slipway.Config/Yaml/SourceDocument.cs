using Slipway.Model.Diagnostics;

namespace Slipway.Config.Yaml;

/// <summary>One text that is compiled, so that places in it can be named and found again.</summary>
public sealed class SourceDocument(string file, string text)
{
    private const string Open = "<<";
    private const string Close = ">>";

    private readonly HashSet<SourcePosition> _usedAnchors = [];
    private int[]? _lineStarts;

    /// <summary>The opening found last, as the next one is mostly searched for behind it.</summary>
    private (int From, int Opening, int At) _found = (-1, 0, 0);

    /// <summary>The path as the user gave it, <c>-</c> for standard input, or <c>orb ns/name@1.2.3</c>.</summary>
    public string File { get; } = file;

    public string Text { get; } = text;

    public SourceSpan Span(SourcePosition start, SourcePosition end) => new(File, start, end);

    /// <summary>Keeps in mind that an alias stands for what begins here.</summary>
    internal void AddUsedAnchor(SourcePosition place) => _usedAnchors.Add(place);

    /// <summary>Whether an alias stands for something between two positions.</summary>
    internal bool HasUsedAnchor(SourcePosition start, SourcePosition end) =>
        _usedAnchors.Any(place => (place.Line, place.Column).CompareTo((start.Line, start.Column)) >= 0 && (place.Line, place.Column).CompareTo((end.Line, end.Column)) < 0);

    /// <summary>The first place of <paramref name="part"/> between two positions; all of the stretch when it is not there literally.</summary>
    internal SourceSpan Find(SourcePosition start, SourcePosition end, string part)
    {
        var from = Offset(start);
        var until = Math.Max(from, Offset(end));
        var at = part.Length == 0 ? -1 : Text.IndexOf(part, from, until - from, StringComparison.Ordinal);
        return at < 0 ? Span(start, end) : Span(Position(at), Position(at + part.Length));
    }

    /// <summary>The place of a reference between two positions, by how many openings come before its own; all of the stretch when it is not there.</summary>
    internal SourceSpan FindReference(SourcePosition start, SourcePosition end, string raw, int opening)
    {
        var until = Math.Max(Offset(start), Offset(end));
        var at = FindOpening(Offset(start), until, opening);
        if (at < 0)
        {
            return Span(start, end);
        }

        if (string.CompareOrdinal(Text, at, raw, 0, raw.Length) == 0)
        {
            return Span(Position(at), Position(at + raw.Length));
        }

        // Over several lines it is written with an indentation that its text does not have.
        var close = Text.IndexOf(Close, at, until - at, StringComparison.Ordinal);
        return close < 0 ? Span(start, end) : Span(Position(at), Position(close + Close.Length));
    }

    private int FindOpening(int from, int until, int opening)
    {
        var isAhead = _found.From == from && _found.Opening <= opening;
        var (number, at) = isAhead ? (_found.Opening, _found.At) : (-1, from - Open.Length);
        while (number < opening)
        {
            at += Open.Length;
            at = at > until ? -1 : Text.IndexOf(Open, at, until - at, StringComparison.Ordinal);
            if (at < 0)
            {
                return -1;
            }

            number++;
        }

        _found = (from, number, at);
        return at;
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
