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

    /// <summary>Beyond its letters; a text that takes more turns is written by nothing but malice.</summary>
    private const int MostTurns = 100_000;
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

        var search = new Search(this, input);
        var length = search.Run();
        return length > 0 ? length : search.MayCome && !isLast && input.Length < _longest ? -1 : 0;
    }

    private bool IsLetter(byte read, int at)
    {
        var letter = _text[at];
        return read == letter
            || _isHexadecimal && (read | 0x20) == letter && char.IsAsciiHexDigit((char)read)
            || _isBase64 && (letter, read) is ((byte)'+', (byte)'-') or ((byte)'/', (byte)'_');
    }

    private static bool HasOther(byte read) => EscapedText.Leads.Contains(read) || read is < 0x20 or >= 0x7F;

    private bool IsGap(byte read) => _gaps is not null && _gaps.Contains(read);

    /// <summary>How far the input and the text are read.</summary>
    private readonly record struct Place(int Read, int Matched);

    /// <summary>One search at one place of the input. A byte is read for itself first; where that leads to nothing, in the other way that it can be read.</summary>
    private ref struct Search(SecretForm form, ReadOnlySpan<byte> input)
    {
        private readonly ReadOnlySpan<byte> _input = input;
        private Place _place;
        private Stack<Place>? _others;
        private HashSet<Place>? _tried;

        /// <summary>What is here could go on to be the text.</summary>
        public bool MayCome { get; private set; }

        /// <returns>How many bytes the text has here; 0: it is not here.</returns>
        public int Run()
        {
            for (var turns = 0; turns < MostTurns && _place.Matched < form._text.Length; turns++)
            {
                if (!TryLetter() && !TryOthers())
                {
                    return 0;
                }
            }

            return _place.Matched == form._text.Length ? _place.Read : 0;
        }

        private bool TryLetter()
        {
            if (_place.Read == _input.Length || _tried?.Contains(_place) == true || !form.IsLetter(_input[_place.Read], _place.Matched))
            {
                return false;
            }

            if (HasOther(_input[_place.Read]))
            {
                (_others ??= []).Push(_place);
            }

            _place = new Place(_place.Read + 1, _place.Matched + 1);
            return true;
        }

        private bool TryOthers()
        {
            MayCome |= _place.Read == _input.Length;
            var isOver = _place.Read == _input.Length || _tried?.Contains(_place) == true;
            while (isOver || !TryOther())
            {
                if (_others is null || !_others.TryPop(out _place))
                {
                    return false;
                }

                isOver = !(_tried ??= []).Add(_place);
            }

            return true;
        }

        /// <summary>An escaped letter, or something between letters.</summary>
        private bool TryOther()
        {
            var rest = _input[_place.Read..];
            if (_place.Matched > 0 && form.IsGap(rest[0]))
            {
                _place = _place with { Read = _place.Read + 1 };
                return true;
            }

            if (EscapedText.MayBe(rest[0], form._text[_place.Matched]))
            {
                return TryEscaped(rest);
            }

            if (_place.Matched == 0 || rest[0] is (>= (byte)' ' and < 0x7F) or (byte)'\r')
            {
                return false;
            }

            var between = TerminalSequence.Length(rest, out var isWhole);
            MayCome |= !isWhole;
            _place = _place with { Read = _place.Read + between };
            return between > 0 && isWhole;
        }

        private bool TryEscaped(ReadOnlySpan<byte> rest)
        {
            Span<byte> letter = stackalloc byte[MostLetterBytes];
            var length = EscapedText.Read(rest, letter, out var count);
            MayCome |= length < 0;
            if (length <= 0)
            {
                return false;
            }

            if (count == 1 && _place.Matched > 0 && form.IsGap(letter[0]))
            {
                _place = _place with { Read = _place.Read + length };
                return true;
            }

            var isLetter = count == 1 ? form.IsLetter(letter[0], _place.Matched) : form._text.AsSpan(_place.Matched).StartsWith(letter[..count]);
            _place = isLetter ? new Place(_place.Read + length, _place.Matched + count) : _place;
            return isLetter;
        }
    }
}
