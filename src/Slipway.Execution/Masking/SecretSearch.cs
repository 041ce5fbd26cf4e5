using Slipway.Model.Terminals;

namespace Slipway.Execution.Masking;

/// <summary>
/// The search for one form of a secret at one place of the output. Where a byte can be read in two ways it takes one and comes back for the other: a program
/// escapes all letters or none, so all are tried as escaped first, and then all as they are. The steps of both are bounded, and with them the work per byte of output.
/// </summary>
/// <param name="form">What is looked for.</param>
/// <param name="input">Begins where the secret may begin.</param>
/// <param name="mayCome">More input may follow.</param>
internal ref struct SecretSearch(SecretForm form, ReadOnlySpan<byte> input, bool mayCome)
{
    /// <summary>What stands between two letters in one piece; a longer sequence is no part of a secret.</summary>
    public const int LongestBetween = 256;

    private const int MostLetterBytes = 4;
    private const int NeedsMore = -1;
    private readonly ReadOnlySpan<byte> _input = input;
    private bool _lettersFirst;
    private bool _isAmbiguous;
    private Place _place;
    private Stack<Place>? _others;

    /// <summary>As <see cref="SecretForm.Match"/>.</summary>
    public int Run(ref long work)
    {
        var found = Go(ref work);
        if (found != 0 || !_isAmbiguous)
        {
            return found;
        }

        (_place, _lettersFirst) = (default, true);
        _others?.Clear();
        return Go(ref work);
    }

    /// <summary>How far the input and the text are read.</summary>
    private readonly record struct Place(int Read, int Matched);

    private int Go(ref long work)
    {
        for (var steps = 0; steps < form.MostSteps; steps++)
        {
            work++;
            if (_place.Matched == form.Length)
            {
                return _place.Read;
            }

            if (_place.Read == _input.Length)
            {
                if (mayCome)
                {
                    return NeedsMore;
                }
            }
            else if (Step(ref work) is not 0 and var next)
            {
                if (next < 0)
                {
                    return NeedsMore;
                }

                continue;
            }

            if (_others is null || !_others.TryPop(out _place))
            {
                return 0;
            }
        }

        return 0;
    }

    /// <returns>1: the place is another one; 0: the input does not go on like the text; -1: more must come to know.</returns>
    private int Step(ref long work)
    {
        var read = _input[_place.Read];
        var isLetter = form.IsLetter(read, _place.Matched);
        var letter = new Place(_place.Read + 1, _place.Matched + 1);
        if (isLetter && !HasOther(read))
        {
            _place = letter;
            return 1;
        }

        var found = Other(_input[_place.Read..], out var other, ref work);
        found = found < 0 && !mayCome ? 0 : found;
        if (!isLetter || found < 0)
        {
            _place = found > 0 ? other : _place;
            return found;
        }

        if (found > 0)
        {
            _isAmbiguous = true;
            (_others ??= []).Push(_lettersFirst ? other : letter);
        }

        _place = found > 0 && !_lettersFirst ? other : letter;
        return 1;
    }

    private static bool HasOther(byte read) => EscapedText.Leads.Contains(read) || read is < 0x20 or >= 0x7F;

    /// <summary>An escaped letter, or something between letters; what it returns is as for a step.</summary>
    private readonly int Other(ReadOnlySpan<byte> rest, out Place other, ref long work)
    {
        other = _place;
        if (_place.Matched > 0 && form.IsGap(rest[0], _input[_place.Read - 1]))
        {
            other = _place with { Read = _place.Read + 1 };
            return 1;
        }

        if (EscapedText.MayBe(rest[0], form.Text[_place.Matched]))
        {
            return Escaped(rest, out other);
        }

        if (_place.Matched == 0 || rest[0] is (>= (byte)' ' and < 0x7F) or (byte)'\r')
        {
            return 0;
        }

        var near = rest[..Math.Min(rest.Length, LongestBetween)];
        var between = TerminalSequence.Length(near, out var isWhole);
        work += between;
        if (!isWhole)
        {
            return near.Length < LongestBetween ? NeedsMore : 0;
        }

        other = _place with { Read = _place.Read + between };
        return between > 0 ? 1 : 0;
    }

    private readonly int Escaped(ReadOnlySpan<byte> rest, out Place other)
    {
        other = _place;
        Span<byte> letter = stackalloc byte[MostLetterBytes];
        var length = EscapedText.Read(rest, letter, out var count);
        if (length <= 0)
        {
            return length;
        }

        if (count == 1 && _place.Matched > 0 && form.IsGap(letter[0], (byte)'\n'))
        {
            other = _place with { Read = _place.Read + length };
            return 1;
        }

        var isLetter = count == 1 ? form.IsLetter(letter[0], _place.Matched) : form.Text[_place.Matched..].StartsWith(letter[..count]);
        other = new Place(_place.Read + length, _place.Matched + count);
        return isLetter ? 1 : 0;
    }
}
