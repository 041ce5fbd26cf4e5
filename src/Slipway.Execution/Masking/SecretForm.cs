using System.Buffers;
using System.Text;
using Slipway.Model.Terminals;

namespace Slipway.Execution.Masking;

/// <summary>
/// A text that must not be seen, found however it is written: each of its letters as it is or escaped (<see cref="EscapedText"/>), and with sequences for
/// terminals and other letters that nobody sees (<see cref="TerminalSequence"/>) between them.
/// </summary>
internal sealed class SecretForm
{
    /// <summary>Sequences between the letters may make a secret longer than its letters do, but not by more than this.</summary>
    private const int MostBetween = 4096;
    private const int MostPerLetter = 12;
    private const int MostLetterBytes = 4;

    /// <summary>Half-read states of one place; a text that makes more of them is written by nothing but malice.</summary>
    private const int MostTurns = 20_000;
    private static readonly SearchValues<byte> NewLines = SearchValues.Create("\r\n"u8);
    private static readonly SearchValues<byte> HexadecimalGaps = SearchValues.Create("\r\n :"u8);
    private static readonly byte[] Every = [.. Enumerable.Range(0, 256).Select(code => (byte)code)];
    private readonly byte[] _text;
    private readonly SearchValues<byte>? _gaps;
    private readonly bool _isHexadecimal;
    private readonly bool _isBase64;
    private readonly int _longest;

    private SecretForm(string text, SearchValues<byte>? gaps)
    {
        _text = Encoding.UTF8.GetBytes(text);
        _gaps = gaps;
        _isBase64 = gaps == NewLines;
        _isHexadecimal = gaps == HexadecimalGaps;
        _longest = (_text.Length * MostPerLetter) + MostBetween;
    }

    /// <summary>Bytes of its text.</summary>
    public int Length => _text.Length;

    public static SecretForm OfText(string text) => new(text, null);

    /// <summary>Base64 with either alphabet, in lines of any length.</summary>
    public static SecretForm OfBase64(string text) => new(text, NewLines);

    /// <summary>Hexadecimal digits in either case, in lines and groups of any length.</summary>
    public static SecretForm OfHexadecimal(string text) => new(text, HexadecimalGaps);

    /// <summary>The first byte of its text, which an escaped letter may stand for.</summary>
    public byte First => _text[0];

    /// <summary>Every pair of bytes that it can begin with, if its first letter stands for itself.</summary>
    public IEnumerable<(byte First, byte Second)> Starts() =>
        from first in Every
        where IsLetter(first, 0)
        from second in Every
        where Match([first, second], isLast: false) < 0
        select (first, second);

    /// <summary>How many bytes of the input it has that begins here: 0 for none, -1 when more must come to know.</summary>
    /// <param name="input">Not empty.</param>
    /// <param name="isLast">Nothing more comes.</param>
    public int Match(ReadOnlySpan<byte> input, bool isLast)
    {
        if (input.StartsWith(_text))
        {
            return _text.Length;
        }

        var place = new Place(0, 0);
        Stack<Place>? others = null;
        HashSet<Place>? tried = null;
        var mayCome = false;
        Span<byte> letter = stackalloc byte[MostLetterBytes];
        for (var turns = 0; ; turns++)
        {
            if (place.Matched == _text.Length)
            {
                return place.Read;
            }

            mayCome |= place.Read == input.Length;
            var isOver = place.Read == input.Length || tried?.Contains(place) == true;
            if (!isOver && IsLetter(input[place.Read], place.Matched))
            {
                if (HasOther(input[place.Read]))
                {
                    (others ??= []).Push(place);
                }

                place = new Place(place.Read + 1, place.Matched + 1);
                continue;
            }

            while (isOver || !TryOther(input[place.Read..], ref place, letter, ref mayCome))
            {
                if (others is null || !others.TryPop(out place) || turns > MostTurns)
                {
                    return mayCome && !isLast && input.Length < _longest ? -1 : 0;
                }

                isOver = !(tried ??= []).Add(place);
            }
        }
    }

    private bool IsLetter(byte read, int at)
    {
        var letter = _text[at];
        return read == letter
            || _isHexadecimal && (read | 0x20) == letter && char.IsAsciiHexDigit((char)read)
            || _isBase64 && (letter, read) is ((byte)'+', (byte)'-') or ((byte)'/', (byte)'_');
    }

    private static bool HasOther(byte read) => EscapedText.Leads.Contains(read) || read is < 0x20 or >= 0x7F;

    /// <summary>Reads what stands here in another way than for itself: an escaped letter, or something between letters.</summary>
    private bool TryOther(ReadOnlySpan<byte> rest, ref Place place, Span<byte> letter, ref bool mayCome)
    {
        if (place.Matched > 0 && _gaps is not null && _gaps.Contains(rest[0]))
        {
            place = place with { Read = place.Read + 1 };
            return true;
        }

        if (EscapedText.MayBe(rest[0], _text[place.Matched]))
        {
            var length = EscapedText.Read(rest, letter, out var count);
            mayCome |= length < 0;
            return length > 0 && TryLetter(letter[..count], length, ref place);
        }

        if (place.Matched == 0 || rest[0] is (>= (byte)' ' and < 0x7F) or (byte)'\r')
        {
            return false;
        }

        var between = TerminalSequence.Length(rest, out var isWhole);
        mayCome |= !isWhole;
        place = place with { Read = place.Read + between };
        return between > 0 && isWhole;
    }

    private bool TryLetter(ReadOnlySpan<byte> letter, int length, ref Place place)
    {
        if (letter.Length == 1 && place.Matched > 0 && _gaps is not null && _gaps.Contains(letter[0]))
        {
            place = place with { Read = place.Read + length };
            return true;
        }

        var isLetter = letter.Length == 1 ? IsLetter(letter[0], place.Matched) : _text.AsSpan(place.Matched).StartsWith(letter);
        place = isLetter ? new Place(place.Read + length, place.Matched + letter.Length) : place;
        return isLetter;
    }

    /// <summary>How far the input and the text are read.</summary>
    private readonly record struct Place(int Read, int Matched);
}
