using System.Buffers;
using System.Globalization;
using System.Text;

namespace Slipway.Model.Terminals;

/// <summary>
/// The one cleaner: texts of repositories, jobs, images, engines and registries as they may be shown. What comes out is UTF-8 in which
/// nothing steers, hides or orders anew (<see cref="UnsafeCharacters"/>).
/// </summary>
public static class TerminalText
{
    private const byte Backspace = 0x08;
    private const char Replacement = '\uFFFD';
    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(' ', 0x7F - ' ').Select(code => (byte)code), (byte)'\t', (byte)'\n']);
    private static readonly SearchValues<char> LineBreaks = SearchValues.Create("\r\n\v\f\u0085\u2028\u2029");

    /// <summary>A line of output as it would be read on a terminal in the end: without sequences, and without what a carriage return has overwritten.</summary>
    /// <param name="line">One line, with or without its line feed.</param>
    /// <param name="withColours">Sequences that set colours stay.</param>
    /// <returns>The same bytes where there is nothing to clean.</returns>
    public static ReadOnlySpan<byte> CleanLine(ReadOnlySpan<byte> line, bool withColours = false)
    {
        var first = FirstUnsafe(line);
        return first < 0 ? line : Rewrite(line, first, withColours);
    }

    /// <summary>Whether there is nothing to clean in lines.</summary>
    public static bool IsClean(ReadOnlySpan<byte> lines) => FirstUnsafe(lines) < 0;

    /// <summary>How many bytes come before a letter that is cut off at the end: where a line may be cut, for the rest of it to follow.</summary>
    public static int WholeLength(ReadOnlySpan<byte> text) =>
        text.Length - (Rune.DecodeLastFromUtf8(text, out _, out var cut) == OperationStatus.NeedMoreData ? cut : 0);

    /// <summary>A text of one or several lines, each of them cleaned; what ends a line in any other way is a line feed.</summary>
    public static string Clean(string text)
    {
        if (IsPlain(text))
        {
            return text;
        }

        var lines = WithLineFeeds(text).Split('\n').Select(line => Encoding.UTF8.GetString(CleanLine(Encoding.UTF8.GetBytes(line))));
        return string.Join('\n', lines);
    }

    /// <summary>A text for a place that has one line: blanks stand for what ends lines.</summary>
    public static string OneLine(string text) => IsPlain(text) ? text : Clean(text.Trim('\r', '\n')).Replace('\n', ' ');

    /// <summary>The first line of a text that may have several, such as a step that is called like its command.</summary>
    public static string FirstLine(string text)
    {
        var clean = Clean(text);
        return clean.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end ? clean[..end] + " …" : clean;
    }

    /// <summary>A text of the same length with U+FFFD for each letter that is not safe, for places that are counted in columns.</summary>
    public static string Visible(string text)
    {
        if (IsPlain(text))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var isLetter = Rune.DecodeFromUtf16(text.AsSpan(at), out var letter, out var length) == OperationStatus.Done && !UnsafeCharacters.Contains(letter);
            _ = isLetter ? visible.Append(text, at, length) : visible.Append(Replacement, length);
            at += length;
        }

        return visible.ToString();
    }

    /// <summary>JSON with an escape for each letter that is not safe: the same value, fit for a terminal.</summary>
    /// <param name="json">Values in which every such letter stands in a string; line feeds between them stay.</param>
    public static string CleanJson(string json)
    {
        if (IsPlain(json))
        {
            return json;
        }

        var clean = new StringBuilder(json.Length);
        for (var at = 0; at < json.Length;)
        {
            var isLetter = Rune.DecodeFromUtf16(json.AsSpan(at), out var letter, out var length) == OperationStatus.Done && !UnsafeCharacters.Contains(letter);
            foreach (var unit in json.AsSpan(at, length))
            {
                _ = isLetter || unit is '\n' ? clean.Append(unit) : clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            }

            at += length;
        }

        return clean.ToString();
    }

    private static bool IsPlain(string text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;

    private static string WithLineFeeds(string text) =>
        text.AsSpan().IndexOfAny(LineBreaks) < 0 ? text : text.Replace("\r\n", "\n", StringComparison.Ordinal).ReplaceLineEndings("\n").Replace('\v', '\n');

    private static int FirstUnsafe(ReadOnlySpan<byte> line)
    {
        for (var at = 0; at < line.Length;)
        {
            if (line[at] < 0x80)
            {
                var next = line[at..].IndexOfAnyExcept(Plain);
                at = next < 0 ? line.Length : at + next;
                if (next >= 0 && line[at] < 0x80)
                {
                    return at;
                }

                continue;
            }

            if (Rune.DecodeFromUtf8(line[at..], out var letter, out var length) != OperationStatus.Done || UnsafeCharacters.Contains(letter))
            {
                return at;
            }

            at += length;
        }

        return -1;
    }

    /// <param name="line">What has something to clean.</param>
    /// <param name="first">Where the first of it is.</param>
    /// <param name="withColours">As above.</param>
    private static ReadOnlySpan<byte> Rewrite(ReadOnlySpan<byte> line, int first, bool withColours)
    {
        // A byte that is no UTF-8 becomes one letter, which has the most bytes that a replacement has.
        Span<byte> clean = new byte[first + ((line.Length - first) * "\uFFFD"u8.Length)];
        line[..first].CopyTo(clean);
        var (written, returned) = (first, false);
        // A colour that stays is never taken apart: what follows the rest of it could make another sequence of it.
        var kept = 0;
        for (var at = first; at < line.Length;)
        {
            var rest = line[at..];
            if (TerminalSequence.Length(rest, out _) is > 0 and var length)
            {
                returned |= rest[0] == '\r';
                written -= rest[0] == Backspace ? LastLength(clean[kept..written]) : 0;
                if (withColours && TerminalSequence.IsColour(rest[..length]))
                {
                    kept = written += Put(rest[..length], clean[written..]);
                }

                at += length;
                continue;
            }

            // A line feed ends what the carriage return went back to; anything else replaces it.
            (written, kept) = returned && rest[0] != '\n' ? (0, 0) : (written, kept);
            returned = false;
            var plain = rest.IndexOfAnyExcept(Plain) is >= 0 and var end ? end : rest.Length;
            if (plain > 0)
            {
                written += Put(rest[..plain], clean[written..]);
                at += plain;
                continue;
            }

            Rune.DecodeFromUtf8(rest, out var letter, out length);
            written += letter.EncodeToUtf8(clean[written..]);
            at += length;
        }

        return clean[..written];
    }

    private static int Put(ReadOnlySpan<byte> bytes, Span<byte> place)
    {
        bytes.CopyTo(place);
        return bytes.Length;
    }

    private static int LastLength(ReadOnlySpan<byte> written)
    {
        Rune.DecodeLastFromUtf8(written, out _, out var length);
        return length;
    }
}
