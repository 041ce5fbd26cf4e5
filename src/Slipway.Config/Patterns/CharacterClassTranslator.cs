using System.Text;

namespace Slipway.Config.Patterns;

/// <summary>
/// Turns a Java character class into a .NET one. Java joins nested classes (<c>[a[bc]]</c>) and intersects with <c>&amp;&amp;</c>;
/// .NET can only subtract, so an intersection becomes the subtraction of its complement.
/// </summary>
internal sealed class CharacterClassTranslator(PatternReader reader, bool skipsBlanks)
{
    private const int DeepestNesting = 20;

    private int _depth;

    public string? Error { get; private set; }

    /// <summary>The class whose opening bracket was taken already.</summary>
    public string Translate()
    {
        var (negated, items, subtracted) = ReadParts();
        var all = items.Length == 0 ? @"\x00-\uFFFF" : items;
        if (!negated)
        {
            return subtracted is null ? $"[{all}]" : $"[{all}-[{subtracted}]]";
        }

        // Java negates the whole: [^a-z&&[def]] is everything but d, e and f.
        return subtracted is null ? $"[^{all}]" : $@"[\x00-\uFFFF-[{all}-[{subtracted}]]]";
    }

    private Parts ReadParts()
    {
        if (++_depth > DeepestNesting)
        {
            Fail("its classes are nested too deep");
            return new Parts(false, string.Empty, null);
        }

        var negated = reader.TryTake('^');
        var items = new StringBuilder();
        var subtracted = new StringBuilder();
        var isFirst = true;
        while (Error is null)
        {
            if (reader.AtEnd)
            {
                Fail("a '[' has no ']'");
                break;
            }

            if (reader.Current == ']' && !isFirst)
            {
                reader.Skip(1);
                break;
            }

            if (reader.TryTake("&&"))
            {
                ReadIntersection(items, subtracted);
            }
            else
            {
                ReadItem(items);
            }

            isFirst = false;
        }

        _depth--;
        return new Parts(negated, items.ToString(), subtracted.Length == 0 ? null : subtracted.ToString());
    }

    private void ReadItem(StringBuilder items)
    {
        if (reader.TryTake('['))
        {
            var (negated, inner, subtracted) = ReadParts();
            if (negated || subtracted is not null)
            {
                Fail("a class within a class can be neither negated nor intersected here");
            }

            items.Append(inner);
        }
        else if (skipsBlanks && char.IsWhiteSpace(reader.Current))
        {
            reader.Skip(1);
        }
        else if (reader.TryTake(@"\Q"))
        {
            items.AppendJoin(string.Empty, reader.TakeUntil(@"\E").Select(c => CharacterRanges.Literal(c)));
        }
        else
        {
            ReadRange(items);
        }
    }

    private void ReadRange(StringBuilder items)
    {
        if (ReadOne(items) is not { } first)
        {
            return;
        }

        items.Append(CharacterRanges.Literal(first));
        if (reader.Current != '-' || reader.Peek(1) is ']' or '[' or '\0' || (reader.Peek(1) == '&' && reader.Peek(2) == '&'))
        {
            return;
        }

        reader.Skip(1);
        if (ReadOne(items) is not { } last)
        {
            Fail("a range ends with a class");
        }
        else if (last < first)
        {
            Fail("a range is the wrong way round");
        }
        else
        {
            items.Append('-').Append(CharacterRanges.Literal(last));
        }
    }

    /// <summary>One character, or null when a whole class such as <c>\d</c> was added to the items, or on an error.</summary>
    private int? ReadOne(StringBuilder items)
    {
        var taken = reader.Take();
        if (taken != '\\')
        {
            return taken;
        }

        var set = CharacterRanges.OfEscape(reader.Current);
        if (set is not null)
        {
            reader.Skip(1);
        }
        else if (reader.Current is 'p' or 'P')
        {
            set = ReadProperty();
        }
        else if (PatternEscapes.ReadCharacter(reader, out var error) is { } character)
        {
            if (character <= 0xFFFF)
            {
                return character;
            }

            Fail("a class can hold no character above FFFF");
        }
        else
        {
            Fail(error ?? $@"'\{reader.Current}' has no meaning in a class");
        }

        items.Append(set);
        return null;
    }

    /// <summary>The inside of a class for <c>\p{…}</c>, standing on the <c>p</c>.</summary>
    public string? ReadProperty()
    {
        var negated = reader.Take() == 'P';
        var name = reader.TryTake('{') ? reader.TakeUntil("}") : reader.Take().ToString();
        if (name.StartsWith('^'))
        {
            (negated, name) = (!negated, name[1..]);
        }

        var set = CharacterRanges.OfProperty(name, negated);
        if (set is null)
        {
            Fail($"there is no class of characters '{name}'");
        }

        return set;
    }

    private void ReadIntersection(StringBuilder items, StringBuilder subtracted)
    {
        if (!reader.TryTake('['))
        {
            // [a-z&&def]: the rest up to the next && or the end is the other side.
            var rest = new StringBuilder();
            while (Error is null && !reader.AtEnd && reader.Current != ']' && !(reader.Current == '&' && reader.Peek(1) == '&'))
            {
                ReadItem(rest);
            }

            Subtract(items, subtracted, negated: false, rest.ToString());
            return;
        }

        var (negated, inner, innerSubtracted) = ReadParts();
        if (innerSubtracted is not null)
        {
            Fail("classes are intersected within an intersection");
            return;
        }

        Subtract(items, subtracted, negated, inner);
    }

    private void Subtract(StringBuilder items, StringBuilder subtracted, bool negated, string inner)
    {
        if (items.Length == 0)
        {
            // [&&[a-z]] has nothing on its left: Java takes the right side alone.
            items.Append(negated ? @"\x00-\uFFFF" : inner);
            subtracted.Append(negated ? inner : string.Empty);
        }
        else if (negated)
        {
            subtracted.Append(inner);
        }
        else if (subtracted.Length == 0)
        {
            subtracted.Append(@"\x00-\uFFFF-[").Append(inner).Append(']');
        }
        else
        {
            Fail("more than two classes are intersected");
        }
    }

    private void Fail(string message) => Error ??= message;

    /// <summary>A class's inside; <paramref name="Subtracted"/> is the inside of the class that is taken away from it.</summary>
    private readonly record struct Parts(bool Negated, string Items, string? Subtracted);
}
