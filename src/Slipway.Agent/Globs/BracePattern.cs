using Slipway.Agent.Frames;

namespace Slipway.Agent.Globs;

/// <summary>The braces of a pattern: <c>a{b,c{d,e}}</c> is <c>ab acd ace</c>. A backslash makes a brace or a comma a letter, and so does a class.</summary>
internal static class BracePattern
{
    /// <summary>The patterns without braces that it stands for.</summary>
    /// <exception cref="InvalidRequestException">A brace is not closed.</exception>
    public static IEnumerable<string> Alternatives(string pattern)
    {
        if (Places(pattern, 0).FirstOrDefault(place => pattern[place] == '{', -1) is var open && open < 0)
        {
            return [pattern];
        }

        var (close, commas) = Group(pattern, open);
        int[] bounds = [open, .. commas, close];
        return Enumerable.Range(0, bounds.Length - 1)
            .SelectMany(i => Alternatives(pattern[..open] + pattern[(bounds[i] + 1)..bounds[i + 1]] + pattern[(close + 1)..]));
    }

    private static (int Close, List<int> Commas) Group(string pattern, int open)
    {
        var depth = 0;
        List<int> commas = [];
        foreach (var place in Places(pattern, open))
        {
            depth += pattern[place] == '{' ? 1 : pattern[place] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return (place, commas);
            }

            if (depth == 1 && pattern[place] == ',')
            {
                commas.Add(place);
            }
        }

        throw new InvalidRequestException($"The pattern {pattern} is malformed: a brace is not closed.");
    }

    /// <summary>Where braces and commas stand that are meant as such.</summary>
    private static IEnumerable<int> Places(string pattern, int start)
    {
        for (var at = start; at < pattern.Length; at++)
        {
            switch (pattern[at])
            {
                case '\\':
                    at++;
                    break;
                case '[':
                    at = NamePattern.ClassEnd(pattern, at) ?? at;
                    break;
                case '{' or '}' or ',':
                    yield return at;
                    break;
            }
        }
    }
}
