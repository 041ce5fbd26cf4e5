using System.Text;

namespace Slipway.Config.Patterns;

/// <summary>
/// Turns a Java regular expression into a .NET one with the same matches: ASCII classes, Java's line ends for <c>.</c>, possessive
/// quantifiers, quoting, class intersections. What Java would refuse is an error here (https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html).
/// </summary>
internal sealed class JavaPatternTranslator
{
    private const int DeepestNesting = 200;

    private readonly PatternReader _reader;
    private readonly StringBuilder _output = new();
    private readonly Stack<Group> _groups = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private PatternFlags _flags;
    private int _capturingGroups;
    private int _highestReference;

    /// <summary>Where in the output the last atom starts, which a quantifier applies to; -1 when there is none.</summary>
    private int _atom = -1;

    public JavaPatternTranslator(string source)
    {
        _reader = new PatternReader(source);
    }

    public PatternError? Error { get; private set; }

    public string Translate()
    {
        while (!_reader.AtEnd && Error is null)
        {
            ReadOne();
        }

        if (_groups.Count > 0)
        {
            Fail("a '(' has no ')'");
        }
        else if (_highestReference > _capturingGroups)
        {
            Fail($@"there is no group for '\{_highestReference}'");
        }

        return _output.ToString();
    }

    private void ReadOne()
    {
        var start = _output.Length;
        switch (_reader.Current)
        {
            case '\\':
                _reader.Skip(1);
                ReadEscape(start);
                break;
            case '[':
                _reader.Skip(1);
                ReadClass(start);
                break;
            case '(':
                _reader.Skip(1);
                ReadGroupStart(start);
                break;
            case ')':
                _reader.Skip(1);
                ReadGroupEnd();
                break;
            case '*' or '+' or '?' or '{':
                ReadQuantifier();
                break;
            case '.':
                _reader.Skip(1);
                AddAtom(start, Dot());
                break;
            case '|' or '^' or '$':
                _output.Append(_reader.Take());
                _atom = _output[^1] == '|' ? -1 : start;
                break;
            default:
                ReadLiteral(start);
                break;
        }
    }

    private void ReadLiteral(int start)
    {
        var taken = _reader.Take();
        if (_flags.HasFlag(PatternFlags.Comments) && (char.IsWhiteSpace(taken) || taken == '#'))
        {
            if (taken == '#')
            {
                _reader.TakeUntil("\n");
            }

            return;
        }

        AddAtom(start, CharacterRanges.Literal(taken));
    }

    private string Dot()
    {
        if (_flags.HasFlag(PatternFlags.DotAll))
        {
            return @"[\x00-\uFFFF]";
        }

        return _flags.HasFlag(PatternFlags.UnixLines) ? @"[^\n]" : $"[^{CharacterRanges.LineEnds}]";
    }

    private void ReadClass(int start)
    {
        var translator = new CharacterClassTranslator(_reader, _flags.HasFlag(PatternFlags.Comments));
        var translated = translator.Translate();
        FailIf(translator.Error);
        AddAtom(start, translated);
    }

    private void ReadEscape(int start)
    {
        var letter = _reader.Current;
        if (_reader.AtEnd)
        {
            Fail(@"it ends with a single '\'");
        }
        else if (CharacterRanges.OfEscape(letter) is { } set)
        {
            _reader.Skip(1);
            AddAtom(start, $"[{set}]");
        }
        else if (letter is 'p' or 'P')
        {
            var translator = new CharacterClassTranslator(_reader, skipsBlanks: false);
            var property = translator.ReadProperty();
            FailIf(translator.Error);
            AddAtom(start, $"[{property}]");
        }
        else if (letter is >= '1' and <= '9')
        {
            ReadBackReference(start);
        }
        else
        {
            ReadOtherEscape(start, letter);
        }
    }

    private void ReadOtherEscape(int start, char letter)
    {
        switch (letter)
        {
            case 'Q':
                _reader.Skip(1);
                foreach (var quoted in _reader.TakeUntil(@"\E"))
                {
                    AddAtom(_output.Length, CharacterRanges.Literal(quoted));
                }

                break;
            case 'E':
                // An end without a beginning: Java ignores it.
                _reader.Skip(1);
                break;
            case 'b' or 'B' or 'A' or 'G' or 'Z' or 'z':
                _reader.Skip(1);
                AddAtom(start, $@"\{letter}");
                break;
            case 'R':
                _reader.Skip(1);
                AddAtom(start, $@"(?:\r\n|[\x0B\f{CharacterRanges.LineEnds}])");
                break;
            case 'k':
                _reader.Skip(1);
                ReadNamedReference(start);
                break;
            default:
                var character = PatternEscapes.ReadCharacter(_reader, out var error);
                if (character is null)
                {
                    Fail(error ?? $@"'\{letter}' has no meaning");
                    break;
                }

                AddAtom(start, character > 0xFFFF ? $"(?:{CharacterRanges.Literal(character.Value)})" : CharacterRanges.Literal(character.Value));
                break;
        }
    }

    private void ReadBackReference(int start)
    {
        var number = _reader.Take() - '0';
        _highestReference = Math.Max(_highestReference, number);
        AddAtom(start, $@"(?:\{number})");
    }

    private void ReadNamedReference(int start)
    {
        var name = _reader.TryTake('<') ? _reader.TakeUntil(">") : string.Empty;
        if (!_names.Contains(name))
        {
            Fail($"there is no group named '{name}'");
        }

        AddAtom(start, $@"\k<{name}>");
    }

    private void ReadGroupStart(int start)
    {
        if (_groups.Count >= DeepestNesting)
        {
            Fail("its groups are nested too deep");
            return;
        }

        if (!_reader.TryTake('?'))
        {
            _capturingGroups++;
            Open(start, "(");
            return;
        }

        foreach (var opening in (ReadOnlySpan<string>)[":", "=", "!", ">", "<=", "<!"])
        {
            if (_reader.TryTake(opening))
            {
                Open(start, "(?" + opening);
                return;
            }
        }

        // (?P<name>…) is RE2's spelling, which expressions may use.
        if (_reader.TryTake('<') || _reader.TryTake("P<"))
        {
            ReadNamedGroup(start);
        }
        else
        {
            ReadFlags(start);
        }
    }

    private void ReadNamedGroup(int start)
    {
        var name = _reader.TakeUntil(">");
        if (name.Length == 0 || !char.IsAsciiLetter(name[0]) || !name.All(char.IsAsciiLetterOrDigit))
        {
            Fail($"'{name}' is no name for a group");
        }
        else if (!_names.Add(name))
        {
            Fail($"two groups are named '{name}'");
        }

        _capturingGroups++;
        Open(start, $"(?<{name}>");
    }

    private void ReadFlags(int start)
    {
        var before = _flags;
        var isOn = true;
        while (!_reader.AtEnd && _reader.Current is not (')' or ':'))
        {
            var letter = _reader.Take();
            if (letter == '-')
            {
                isOn = false;
            }
            else if (PatternFlag.Of(letter) is { } flag)
            {
                _flags = isOn ? _flags | flag : _flags & ~flag;
            }
            else
            {
                Fail($"'(?{letter}' opens no kind of group");
                return;
            }
        }

        if (_reader.TryTake(')'))
        {
            _output.Append("(?").Append(PatternFlag.ToNet(_flags)).Append(')');
            _atom = -1;
        }
        else if (_reader.TryTake(':'))
        {
            _groups.Push(new Group(start, before));
            _output.Append("(?").Append(PatternFlag.ToNet(_flags)).Append(':');
            _atom = -1;
        }
    }

    private void Open(int start, string opening)
    {
        _groups.Push(new Group(start, _flags));
        _output.Append(opening);
        _atom = -1;
    }

    private void ReadGroupEnd()
    {
        if (_groups.Count == 0)
        {
            Fail("a ')' has no '('");
            return;
        }

        var group = _groups.Pop();
        _flags = group.FlagsBefore;
        _output.Append(')');
        _atom = group.Start;
    }

    private void ReadQuantifier()
    {
        var sign = _reader.Current;
        var quantifier = sign == '{' ? ReadCount() : _reader.Take().ToString();
        if (_atom < 0)
        {
            Fail(sign == '{' ? "'{' has nothing to repeat; a plain brace is written '\\{'" : $"'{sign}' has nothing to repeat");
            return;
        }

        if (_reader.TryTake('+'))
        {
            _output.Insert(_atom, "(?>").Append(quantifier).Append(')');
        }
        else
        {
            _output.Append(quantifier).Append(_reader.TryTake('?') ? "?" : string.Empty);
        }

        _atom = -1;
    }

    private string ReadCount()
    {
        _reader.Skip(1);
        var inside = _reader.TakeUntil("}");
        var comma = inside.IndexOf(',', StringComparison.Ordinal);
        var low = comma < 0 ? inside : inside[..comma];
        var high = comma < 0 || comma == inside.Length - 1 ? null : inside[(comma + 1)..];
        if (!int.TryParse(low, out var least) || !low.All(char.IsAsciiDigit))
        {
            Fail("'{' needs a number of repetitions; a plain brace is written '\\{'");
        }
        else if (high is not null && (!int.TryParse(high, out var most) || !high.All(char.IsAsciiDigit) || most < least))
        {
            Fail($"'{{{inside}}}' is no range of repetitions");
        }

        return "{" + inside + "}";
    }

    private void AddAtom(int start, string text)
    {
        _output.Append(text);
        _atom = start;
    }

    private void FailIf(string? message)
    {
        if (message is not null)
        {
            Fail(message);
        }
    }

    private void Fail(string message) => Error ??= new PatternError(_reader.Position, message);

    private readonly record struct Group(int Start, PatternFlags FlagsBefore);
}
