using System.Globalization;

namespace Slipway.Config.Patterns;

/// <summary>Reads the escapes that mean one character, the same inside and outside a class.</summary>
internal static class PatternEscapes
{
    /// <summary>The character behind a backslash that was taken already; null when it is none of these escapes.</summary>
    /// <param name="reader">Stands on the letter after the backslash; is moved behind the escape if there is one.</param>
    /// <param name="error">What is wrong with an escape that begins well.</param>
    public static int? ReadCharacter(PatternReader reader, out string? error)
    {
        error = null;
        var letter = reader.Current;
        var simple = OfLetter(letter);
        if (simple is not null || !char.IsAsciiLetterOrDigit(letter))
        {
            reader.Skip(1);
            return simple ?? letter;
        }

        switch (letter)
        {
            case 'x' when reader.Peek(1) == '{':
                reader.Skip(2);
                return ReadHex(reader.TakeUntil("}"), out error);
            case 'x' or 'u':
                reader.Skip(1);
                var length = letter == 'x' ? 2 : 4;
                var digits = reader.TakeWhile(char.IsAsciiHexDigit, length);
                return digits.Length == length ? ReadHex(digits, out error) : Fail($@"'\{letter}' needs {length} hexadecimal digits", out error);
            case '0':
                reader.Skip(1);
                return ReadOctal(reader.TakeWhile(c => c is >= '0' and <= '7', 3), out error);
            case 'c':
                reader.Skip(1);
                return reader.AtEnd ? Fail(@"'\c' needs a character", out error) : reader.Take() ^ 64;
            default:
                return null;
        }
    }

    private static int? OfLetter(char letter) => letter switch
    {
        't' => '\t',
        'n' => '\n',
        'r' => '\r',
        'f' => '\f',
        'a' => '\a',
        'e' => 0x1B,
        _ => null,
    };

    private static int? ReadHex(string digits, out string? error)
    {
        error = null;
        var read = int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        return read && value is >= 0 and <= 0x10FFFF and not (>= 0xD800 and <= 0xDFFF) ? value : Fail($"'{digits}' is no code of a character", out error);
    }

    private static int? ReadOctal(string digits, out string? error)
    {
        error = null;
        var value = digits.Aggregate(0, (sum, digit) => (sum * 8) + digit - '0');
        return digits.Length > 0 && value <= 255 ? value : Fail(@"'\0' needs octal digits up to 377", out error);
    }

    private static int? Fail(string message, out string? error)
    {
        error = message;
        return null;
    }
}
