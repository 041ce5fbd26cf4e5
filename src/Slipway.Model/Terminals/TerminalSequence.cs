using System.Buffers;
using System.Text;

namespace Slipway.Model.Terminals;

/// <summary>What begins at a place of a text in UTF-8 and is meant for a terminal and not for a reader: a sequence, or an unsafe character alone.</summary>
/// <remarks>Sequences as in ECMA-48: https://ecma-international.org/publications-and-standards/standards/ecma-48/.</remarks>
public static class TerminalSequence
{
    private const byte Escape = 0x1B;
    private const byte Bell = 0x07;
    private const byte LeadOfC1 = 0xC2;
    private const byte StringTerminatorOfC1 = 0x9C;
    private static readonly SearchValues<byte> StringEnds = SearchValues.Create([Bell, Escape, LeadOfC1, (byte)'\n']);

    /// <summary>How many bytes of it there are: 0 when the text begins with something that is read.</summary>
    /// <param name="text">Not empty. Line feeds, tabs and bytes that are no UTF-8 are none.</param>
    /// <param name="isWhole">False: more of it may follow what is here.</param>
    public static int Length(ReadOnlySpan<byte> text, out bool isWhole)
    {
        isWhole = true;
        switch (text[0])
        {
            case (byte)'\n' or (byte)'\t':
                return 0;
            case Escape when text.Length == 1:
                isWhole = false;
                return 1;
            case Escape:
                return 1 + Body(text[1], text[2..], out isWhole);
            case < (byte)' ' or 0x7F:
                return 1;
            case < 0x80:
                return 0;
        }

        var decoded = Rune.DecodeFromUtf8(text, out var letter, out var length);
        isWhole = decoded != OperationStatus.NeedMoreData;
        return decoded != OperationStatus.Done || !UnsafeCharacters.Contains(letter) ? 0
            : text[0] == LeadOfC1 && text[1] < 0xA0 ? length - 1 + Body((byte)(text[1] - 0x40), text[2..], out isWhole)
            : length;
    }

    /// <summary>Whether the sequence sets colours and nothing else: <c>ESC [ … m</c>.</summary>
    public static bool IsColour(ReadOnlySpan<byte> sequence) =>
        sequence is [Escape, (byte)'[', .., (byte)'m'] && sequence[2..^1].IndexOfAnyExceptInRange((byte)'0', (byte)';') < 0;

    /// <param name="kind">The byte behind the escape, which says what it is.</param>
    /// <param name="rest">What follows.</param>
    /// <param name="isWhole">As above.</param>
    /// <returns>The length with the kind's own byte.</returns>
    private static int Body(byte kind, ReadOnlySpan<byte> rest, out bool isWhole)
    {
        isWhole = true;
        return kind switch
        {
            (byte)'[' => 1 + UpToFinal(rest, 0x3F, 0x40, out isWhole),
            (byte)']' or (byte)'P' or (byte)'_' or (byte)'^' or (byte)'X' => 1 + StringLength(rest, out isWhole),
            >= 0x20 and <= 0x2F => 1 + UpToFinal(rest, 0x2F, 0x30, out isWhole),
            < 0x20 or >= 0x7F => 0,
            _ => 1,
        };
    }

    /// <summary>Parameters up to <paramref name="last"/> and the byte that ends them; something else ends them too, and is no part of it.</summary>
    private static int UpToFinal(ReadOnlySpan<byte> rest, byte last, byte firstFinal, out bool isWhole)
    {
        var end = rest.IndexOfAnyExceptInRange((byte)0x20, last);
        isWhole = end >= 0;
        return end < 0 ? rest.Length : rest[end] >= firstFinal && rest[end] < 0x7F ? end + 1 : end;
    }

    /// <summary>A string ends with a bell or a string terminator, in two forms; a line feed or another sequence cuts it off.</summary>
    private static int StringLength(ReadOnlySpan<byte> rest, out bool isWhole)
    {
        isWhole = true;
        for (var at = 0; at < rest.Length; at++)
        {
            var next = rest[at..].IndexOfAny(StringEnds);
            if (next < 0)
            {
                break;
            }

            at += next;
            switch (rest[at], at + 1 < rest.Length ? rest[at + 1] : -1)
            {
                case (Bell, _):
                    return at + 1;
                case (Escape, '\\') or (LeadOfC1, StringTerminatorOfC1):
                    return at + 2;
                case ((byte)'\n', _) or (Escape, >= 0):
                    return at;
            }
        }

        isWhole = false;
        return rest.Length;
    }
}
