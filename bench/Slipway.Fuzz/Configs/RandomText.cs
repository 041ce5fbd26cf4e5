using System.Globalization;
using System.Text;

namespace Slipway.Fuzz.Configs;

/// <summary>Texts that YAML has trouble with: indicators, blanks at the ends, controls, everything that looks like a number or a word of its own, letters of all planes.</summary>
internal sealed class RandomText(Random random)
{
    private const string Indicators = "-?:,[]{}#&*!|>'\"%@`~=<\\$+./ ";

    /// <summary>Breaks and blanks of all kinds, marks, and the first and last of each stretch of controls.</summary>
    private static readonly string[] Odd =
        ["\t", "\n", "\r", "\r\n", "\n\n", " ", "  ", "\u0000", "\u0001", "\u0007", "\u001b", "\u001f", "\u007f", "\u0080", "\u0085", "\u009f", "\u00a0", "\u2028", "\u2029", "\u3000", "\ufeff", "\ufffd", "\ufffe", "\uffff"];

    private static readonly string[] Words =
    [
        "", "~", "null", "Null", "true", "False", "yes", "NO", "on", "Off", "y", "N", "<<", "=", "-", "--", "---", "...", ".", "?", "!", "&a", "*a", "!!str x", "%YAML 1.1", "|", ">-", "[]", "{}",
        "012345678901", "08", "0o17", "-08", "0b11", "-0b1", "0x1F", "+1", "-1", "1_000", "1,000", "1.", ".5", "1.10", "1e3", "1E+3", "1e", "12:30:45", "-190:20:30", "190:20:30.15", ".inf", "-.INF", "+.inf",
        ".nan", ".NaN", "2001-12-14", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10 -5", "9223372036854775808", "a: b", "a #b", "# a", "a:", ": a", "- a", "? a", "a\n\n", " \na", "\na", "a\n  b\n", "\ta", "a\t", "'a'", "\"a\"", "é", "日本", "💥", "👩‍👩‍👧",
    ];

    public string Next(int longest)
    {
        if (random.Next(4) == 0)
        {
            return Words[random.Next(Words.Length)];
        }

        var text = new StringBuilder();
        for (var pieces = random.Next(1, 8); pieces > 0 && text.Length < longest; pieces--)
        {
            text.Append(Piece());
        }

        return text.Length <= longest ? text.ToString() : Whole(text.ToString(0, longest));
    }

    /// <summary>As a config has it: between double quotes, all but letters and digits escaped.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(Rune.IsLetterOrDigit(rune) && rune.IsAscii ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}"));
        }

        return quoted.Append('"').ToString();
    }

    private string Piece() => random.Next(7) switch
    {
        0 => Odd[random.Next(Odd.Length)],
        1 or 2 => Indicators[random.Next(Indicators.Length)].ToString(),
        3 => Words[random.Next(Words.Length)],
        4 => ((char)random.Next(0x80, 0xd800)).ToString(),
        5 => char.ConvertFromUtf32(random.Next(0x10000, 0x110000)),
        _ => ((char)random.Next(' ', '~')).ToString(),
    };

    /// <summary>Without the half of a letter at its end.</summary>
    private static string Whole(string text) => char.IsHighSurrogate(text[^1]) ? text[..^1] : text;
}
