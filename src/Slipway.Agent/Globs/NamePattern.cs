using System.Text;
using Slipway.Agent.Frames;

namespace Slipway.Agent.Globs;

/// <summary>
/// The pattern of one name: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[^a-z]</c>, backslash. Where Go's <c>filepath.Match</c> (https://pkg.go.dev/path/filepath#Match)
/// and doublestar (https://github.com/bmatcuk/doublestar#patterns) differ, the dialect says which is meant.
/// </summary>
internal sealed class NamePattern
{
    private readonly List<Part> _parts;

    private NamePattern(List<Part> parts) => _parts = parts;

    /// <summary>The one name that it matches; null where it has wildcards.</summary>
    public string? Literal => _parts.TrueForAll(part => part is Part.Letter) ? string.Concat(_parts.Cast<Part.Letter>().Select(part => part.Rune.ToString())) : null;

    /// <exception cref="InvalidRequestException">The pattern is malformed.</exception>
    public static NamePattern Parse(string pattern, PatternDialect dialect)
    {
        Rune[] letters = [.. pattern.EnumerateRunes()];
        List<Part> parts = [];
        for (var at = 0; at < letters.Length;)
        {
            parts.Add(letters[at].Value switch
            {
                '*' => Single(new Part.Any(), ref at),
                '?' => Single(new Part.One(), ref at),
                '[' => Class(pattern, letters, ref at, dialect),
                _ => new Part.Letter(Letter(pattern, letters, ref at)),
            });
        }

        return new NamePattern(parts);
    }

    public bool Matches(string name)
    {
        Rune[] letters = [.. name.EnumerateRunes()];
        var (part, letter) = (0, 0);
        var (star, again) = (-1, 0);
        while (letter < letters.Length)
        {
            if (part < _parts.Count && _parts[part] is Part.Any)
            {
                (star, again) = (part++, letter);
            }
            else if (part < _parts.Count && Fits(_parts[part], letters[letter]))
            {
                part++;
                letter++;
            }
            else if (star >= 0)
            {
                (part, letter) = (star + 1, ++again);
            }
            else
            {
                return false;
            }
        }

        return _parts.Skip(part).All(rest => rest is Part.Any);
    }

    /// <summary>Where a class that opens here ends, which is the place of its bracket; null: it does not.</summary>
    public static int? ClassEnd(string pattern, int open)
    {
        for (var at = open + 1; at < pattern.Length; at++)
        {
            if (pattern[at] == ']')
            {
                return at;
            }

            at += pattern[at] == '\\' ? 1 : 0;
        }

        return null;
    }

    private static bool Fits(Part part, Rune letter) => part switch
    {
        Part.Letter one => one.Rune == letter,
        Part.One => letter.Value != '/',
        Part.Class some => letter.Value != '/' && some.Ranges.Exists(range => range.Low <= letter && letter <= range.High) != some.IsNegated,
        _ => false,
    };

    private static Part Single(Part part, ref int at)
    {
        at++;
        return part;
    }

    private static Rune Letter(string pattern, Rune[] letters, ref int at)
    {
        at += letters[at].Value == '\\' ? 1 : 0;
        return at < letters.Length ? letters[at++] : throw Malformed(pattern);
    }

    private static Part.Class Class(string pattern, Rune[] letters, ref int at, PatternDialect dialect)
    {
        at++;
        var isNegated = at < letters.Length && (letters[at].Value == '^' || (letters[at].Value == '!' && dialect == PatternDialect.Doublestar));
        at += isNegated ? 1 : 0;
        List<(Rune Low, Rune High)> ranges = [];
        while (at < letters.Length && (letters[at].Value != ']' || ranges.Count == 0))
        {
            var low = Member(pattern, letters, ref at, dialect);
            var isRange = at + 1 < letters.Length && letters[at].Value == '-' && (letters[at + 1].Value != ']' || dialect == PatternDialect.Go);
            at += isRange ? 1 : 0;
            ranges.Add((low, isRange ? Member(pattern, letters, ref at, dialect) : low));
        }

        return at++ < letters.Length ? new Part.Class(isNegated, ranges) : throw Malformed(pattern);
    }

    /// <summary>One letter of a class, which a bracket never is by itself. To Go a dash is none either.</summary>
    private static Rune Member(string pattern, Rune[] letters, ref int at, PatternDialect dialect) =>
        at >= letters.Length || letters[at].Value == ']' || (letters[at].Value == '-' && dialect == PatternDialect.Go) ? throw Malformed(pattern) : Letter(pattern, letters, ref at);

    private static InvalidRequestException Malformed(string pattern) => new($"The pattern {pattern} is malformed.");

    private abstract record Part
    {
        internal sealed record Letter(Rune Rune) : Part;

        /// <summary>Any letters, also none.</summary>
        internal sealed record Any : Part;

        internal sealed record One : Part;

        internal sealed record Class(bool IsNegated, List<(Rune Low, Rune High)> Ranges) : Part;
    }
}

/// <summary>Whose rules a pattern follows.</summary>
internal enum PatternDialect
{
    /// <summary>A dash in a class stands between two letters, and <c>!</c> is a letter.</summary>
    Go,

    /// <summary>A dash at an end of a class is a letter, and <c>[!</c> is <c>[^</c>.</summary>
    Doublestar,
}
