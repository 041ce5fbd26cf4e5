using System.Buffers;

namespace Slipway.Execution.Logs;

/// <summary>A line of output as it would be read on a terminal in the end: without sequences that move, colour or erase, and without what a carriage return has overwritten.</summary>
public static class PlainLine
{
    private const byte Escape = 0x1B;
    private const byte Bell = 0x07;
    private const byte Backspace = 0x08;
    private static readonly SearchValues<byte> Controls = SearchValues.Create([.. Enumerable.Range(0, 32).Where(code => code is not '\t' and not '\n').Select(code => (byte)code), 0x7F]);

    /// <param name="line">One line, with or without its line feed.</param>
    /// <returns>The same bytes where there is nothing to clean.</returns>
    public static ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> line)
    {
        var first = line.IndexOfAny(Controls);
        if (first < 0)
        {
            return line;
        }

        var clean = new byte[line.Length];
        line[..first].CopyTo(clean);
        var length = first;
        var returned = false;
        for (var at = first; at < line.Length;)
        {
            var code = line[at];
            at += code == Escape ? SequenceLength(line[at..]) : 1;
            if (code == '\r')
            {
                returned = true;
            }
            else if (code == Backspace)
            {
                length = Math.Max(0, length - 1);
            }
            else if (!Controls.Contains(code))
            {
                // A line feed ends what the carriage return went back to; anything else replaces it.
                length = returned && code != '\n' ? 0 : length;
                returned = false;
                clean[length++] = code;
            }
        }

        return clean.AsSpan(0, length);
    }

    /// <summary>How many bytes the sequence has that begins here: CSI, OSC and its like, or two.</summary>
    private static int SequenceLength(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
        {
            return text.Length;
        }

        var rest = text[2..];
        return text[1] switch
        {
            (byte)'[' => rest.IndexOfAnyInRange((byte)0x40, (byte)0x7E) is >= 0 and var end ? end + 3 : text.Length,
            (byte)']' or (byte)'P' or (byte)'_' or (byte)'^' => rest.IndexOfAny(Bell, Escape) is >= 0 and var end
                ? Math.Min(text.Length, end + (rest[end] == Escape ? 4 : 3))
                : text.Length,
            >= 0x20 and <= 0x2F => Math.Min(text.Length, 3),
            _ => 2,
        };
    }
}
