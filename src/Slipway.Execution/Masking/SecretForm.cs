using System.Buffers;
using System.Text;

namespace Slipway.Execution.Masking;

/// <summary>
/// A text that must not be seen, found however it is written: each of its letters as it is or escaped (<see cref="EscapedText"/>), and with sequences for
/// terminals and other letters that nobody sees between them.
/// </summary>
internal sealed class SecretForm
{
    private const int LongestLetter = 12;

    /// <summary>Two sequences that set a colour and take it back, round each letter.</summary>
    private const int PaintOfLetter = 24;
    private const int StepsOfLetter = 4;
    private const int StepsBeside = 32;
    private static readonly SearchValues<byte> Base64Gaps = SearchValues.Create("\r\n \t"u8);
    private static readonly SearchValues<byte> HexadecimalGaps = SearchValues.Create("\r\n :"u8);
    private static readonly byte[] Every = [.. Enumerable.Range(0, 256).Select(code => (byte)code)];
    private readonly byte[] _text;
    private readonly SearchValues<byte>? _gaps;
    private readonly bool _isBase64;
    private readonly bool _isHexadecimal;
    private readonly int _longest;

    private SecretForm(string text, SearchValues<byte>? gaps)
        : this(Encoding.UTF8.GetBytes(text), gaps)
    {
    }

    private SecretForm(byte[] text, SearchValues<byte>? gaps)
    {
        _text = text;
        _gaps = gaps;
        _isBase64 = gaps == Base64Gaps;
        _isHexadecimal = gaps == HexadecimalGaps;
        _longest = (_text.Length * (LongestLetter + PaintOfLetter)) + SecretSearch.LongestBetween;
        MostSteps = (_text.Length * StepsOfLetter) + StepsBeside;
    }

    /// <summary>Its letters.</summary>
    public ReadOnlySpan<byte> Text => _text;

    /// <summary>Bytes of its text.</summary>
    public int Length => _text.Length;

    /// <summary>What a search may take; a text that takes more of them is written by nothing but malice.</summary>
    public int MostSteps { get; }

    public static SecretForm OfText(string text) => new(text, null);

    /// <summary>Bytes that are a text in another encoding.</summary>
    public static SecretForm OfBytes(byte[] text) => new(text, null);

    /// <summary>Base64 with either alphabet, in lines of any length and indentation.</summary>
    public static SecretForm OfBase64(string text) => new(text, Base64Gaps);

    /// <summary>Hexadecimal digits in either case, in lines and groups of any length.</summary>
    public static SecretForm OfHexadecimal(string text) => new(text, HexadecimalGaps);

    /// <summary>The first byte of its text, which an escaped letter may stand for.</summary>
    public byte First => _text[0];

    /// <summary>Every pair of bytes that it can begin with, if its first letter stands for itself.</summary>
    public IEnumerable<(byte First, byte Second)> Starts()
    {
        var work = 0L;
        return
            from first in Every
            where IsLetter(first, 0)
            from second in Every
            where Match([first, second], isLast: false, ref work) < 0
            select (first, second);
    }

    /// <summary>How many bytes of the input it has that begins here: 0 for none, -1 when more must come to know.</summary>
    /// <param name="input">Not empty.</param>
    /// <param name="isLast">Nothing more comes.</param>
    /// <param name="work">Grows by the steps that are taken.</param>
    public int Match(ReadOnlySpan<byte> input, bool isLast, ref long work)
    {
        work++;
        if (input.StartsWith(_text))
        {
            return _text.Length;
        }

        if (IsOther(input))
        {
            return 0;
        }

        // No more than this is looked at, so that what comes of it does not depend on how the output is cut.
        var mayCome = !isLast && input.Length < _longest;
        var search = new SecretSearch(this, input[..Math.Min(input.Length, _longest)], mayCome);
        return search.Run(ref work);
    }

    /// <summary>Whether the byte, for itself, is the letter at this place of the text.</summary>
    public bool IsLetter(byte read, int at)
    {
        var letter = _text[at];
        return read == letter
            || _isHexadecimal && (read | 0x20) == letter && char.IsAsciiHexDigit((char)read)
            || _isBase64 && (letter, read) is ((byte)'+', (byte)'-') or ((byte)'/', (byte)'_');
    }

    /// <summary>Whether the byte may stand between letters of this form; a blank only where a line begins.</summary>
    public bool IsGap(byte read, byte before) =>
        _gaps is not null && _gaps.Contains(read) && (_isHexadecimal || read is (byte)'\r' or (byte)'\n' || before is (byte)'\n' or (byte)' ' or (byte)'\t');

    /// <summary>Most of what begins like the text goes on as something else, which a look at its plain letters tells.</summary>
    private bool IsOther(ReadOnlySpan<byte> input)
    {
        var at = 0;
        while (at < input.Length && at < _text.Length && char.IsAsciiLetterOrDigit((char)input[at]))
        {
            if (!IsLetter(input[at], at))
            {
                return true;
            }

            at++;
        }

        return false;
    }
}
