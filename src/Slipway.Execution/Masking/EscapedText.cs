using System.Buffers;
using System.Globalization;
using System.Text;

namespace Slipway.Execution.Masking;

/// <summary>
/// One letter as programs write it in place of itself: JSON and the shells by a backslash, URLs by a percent sign, HTML and XML by an ampersand,
/// forms by a plus sign, quotes by other quotes around them or by two of them.
/// </summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc8259#section-7, https://www.rfc-editor.org/rfc/rfc3986#section-2.1, https://html.spec.whatwg.org/multipage/named-characters.html.</remarks>
internal static class EscapedText
{
    private const int LongestReference = 12;
    private const int LongestBraced = 10;

    /// <summary>The bytes that begin such a letter.</summary>
    public static SearchValues<byte> Leads { get; } = SearchValues.Create("\\%&+'\"\r"u8);

    /// <summary>Those of them that stand for another letter, and not for themselves in another guise.</summary>
    public static SearchValues<byte> FirstLeads { get; } = SearchValues.Create("\\%&+"u8);

    /// <summary>Whether what begins with the lead may be the letter: the quotes, the plus sign and the carriage return stand for one letter each.</summary>
    public static bool MayBe(byte lead, byte letter) => lead switch
    {
        (byte)'\\' or (byte)'%' or (byte)'&' => true,
        (byte)'+' => letter == ' ',
        (byte)'\r' => letter == '\n',
        (byte)'\'' or (byte)'"' => letter == lead,
        _ => false,
    };

    /// <summary>Reads the letter that begins here.</summary>
    /// <param name="input">Begins with one of <see cref="Leads"/>.</param>
    /// <param name="letter">Its bytes, of which there are at most four.</param>
    /// <param name="count">How many they are.</param>
    /// <returns>How many bytes it is written with; 0: it is none; -1: more must come to know.</returns>
    public static int Read(ReadOnlySpan<byte> input, Span<byte> letter, out int count)
    {
        count = 1;
        switch (input[0])
        {
            case (byte)'\\':
                return Backslash(input, letter, ref count);
            case (byte)'%':
                return Digits(input, 1, 2, letter);
            case (byte)'&':
                return Reference(input, letter, ref count);
            case (byte)'+':
                letter[0] = (byte)' ';
                return 1;
            case (byte)'\r':
                letter[0] = (byte)'\n';
                return Expect(input, "\r\n"u8);
            case (byte)'"':
                letter[0] = (byte)'"';
                return Expect(input, "\"\""u8);
            default:
                letter[0] = (byte)'\'';
                return Quote(input);
        }
    }

    /// <summary>A single quote within single quotes: <c>'\''</c>, <c>'"'"'</c>, or two of them.</summary>
    private static int Quote(ReadOnlySpan<byte> input) => input.Length == 1 ? -1 : input[1] switch
    {
        (byte)'\\' => Expect(input, "'\\''"u8),
        (byte)'"' => Expect(input, "'\"'\"'"u8),
        (byte)'\'' => 2,
        _ => 0,
    };

    private static int Backslash(ReadOnlySpan<byte> input, Span<byte> letter, ref int count)
    {
        if (input.Length == 1)
        {
            return -1;
        }

        switch (input[1])
        {
            case (byte)'u' or (byte)'x' when input.Length > 2 && input[2] == '{':
                return Braced(input, letter, ref count);
            case (byte)'u':
                return Unicode(input, letter, ref count);
            case (byte)'U':
                return Hexadecimal(input, 2, 8, out var value) is var written && written > 0 ? Encode(value, written, letter, ref count) : written;
            case (byte)'x':
                return Digits(input, 2, 2, letter);
            case >= (byte)'0' and <= (byte)'3':
                return Octal(input, letter);
            default:
                letter[0] = Named(input[1]);
                return letter[0] == 0 ? 0 : 2;
        }
    }

    /// <summary>0 for what no backslash stands before.</summary>
    private static byte Named(byte name) => name switch
    {
        (byte)'n' => (byte)'\n',
        (byte)'t' => (byte)'\t',
        (byte)'r' => (byte)'\r',
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'v' => (byte)'\v',
        (byte)'a' => (byte)'\a',
        (byte)'e' or (byte)'E' => 0x1B,
        > (byte)' ' and < 0x7F when char.IsAsciiLetterOrDigit((char)name) => 0,
        (byte)'\t' or (>= (byte)' ' and < 0x7F) => name,
        _ => 0,
    };

    private static int Octal(ReadOnlySpan<byte> input, Span<byte> letter)
    {
        const int Length = 4;
        var digits = input[1..Math.Min(input.Length, Length)];
        if (digits.IndexOfAnyExceptInRange((byte)'0', (byte)'7') >= 0)
        {
            return 0;
        }

        if (input.Length < Length)
        {
            return -1;
        }

        letter[0] = (byte)(((digits[0] - '0') << 6) | ((digits[1] - '0') << 3) | (digits[2] - '0'));
        return Length;
    }

    /// <summary>Four digits, and four more where the first are half of a pair.</summary>
    private static int Unicode(ReadOnlySpan<byte> input, Span<byte> letter, ref int count)
    {
        if (Hexadecimal(input, 2, 4, out var first) is <= 0 and var unknown)
        {
            return unknown;
        }

        if (!char.IsHighSurrogate((char)first))
        {
            return Encode(first, 6, letter, ref count);
        }

        return Expect(input[6..], "\\u"u8) is <= 0 and var other ? other
            : Hexadecimal(input[6..], 2, 4, out var second) is <= 0 and var none ? none
            : char.IsLowSurrogate((char)second) ? Encode(char.ConvertToUtf32((char)first, (char)second), 12, letter, ref count) : 0;
    }

    /// <summary>A letter's number in braces, as JavaScript, Rust and Perl have it.</summary>
    private static int Braced(ReadOnlySpan<byte> input, Span<byte> letter, ref int count)
    {
        var end = input[..Math.Min(input.Length, LongestBraced)].IndexOf((byte)'}');
        return end < 0 ? (input.Length < LongestBraced ? -1 : 0)
            : int.TryParse(input[3..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? Encode(value, end + 1, letter, ref count) : 0;
    }

    private static int Reference(ReadOnlySpan<byte> input, Span<byte> letter, ref int count)
    {
        var end = input[..Math.Min(input.Length, LongestReference)].IndexOf((byte)';');
        if (end < 0)
        {
            return input.Length < LongestReference ? -1 : 0;
        }

        var name = input[1..end];
        if (name is [(byte)'#', (byte)'x' or (byte)'X', .. var hexadecimal] && int.TryParse(hexadecimal, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            || name is [(byte)'#', .. var digits] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value))
        {
            return Encode(value, end + 1, letter, ref count);
        }

        letter[0] = Referenced(name);
        return letter[0] == 0 ? 0 : end + 1;
    }

    /// <summary>0 for a name that is not among the five of XML.</summary>
    private static byte Referenced(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("amp"u8) ? (byte)'&'
        : name.SequenceEqual("lt"u8) ? (byte)'<'
        : name.SequenceEqual("gt"u8) ? (byte)'>'
        : name.SequenceEqual("quot"u8) ? (byte)'"'
        : name.SequenceEqual("apos"u8) ? (byte)'\''
        : (byte)0;

    private static int Encode(int value, int written, Span<byte> letter, ref int count)
    {
        if (!Rune.TryCreate(value, out var rune))
        {
            return 0;
        }

        count = rune.EncodeToUtf8(letter);
        return written;
    }

    /// <summary>A byte in so many hexadecimal digits.</summary>
    private static int Digits(ReadOnlySpan<byte> input, int start, int most, Span<byte> letter)
    {
        var length = Hexadecimal(input, start, most, out var value);
        letter[0] = (byte)value;
        return length;
    }

    private static int Hexadecimal(ReadOnlySpan<byte> input, int start, int most, out int value)
    {
        value = 0;
        foreach (var digit in input[Math.Min(start, input.Length)..Math.Min(input.Length, start + most)])
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return 0;
            }

            value = (value << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return input.Length < start + most ? -1 : start + most;
    }

    private static int Expect(ReadOnlySpan<byte> input, ReadOnlySpan<byte> text) =>
        input.StartsWith(text) ? text.Length : text.StartsWith(input) ? -1 : 0;
}
