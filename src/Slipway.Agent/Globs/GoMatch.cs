using System.Text;
using System.Text.RegularExpressions;
using Slipway.Agent.Frames;

namespace Slipway.Agent.Globs;

/// <summary>
/// The patterns of Go's <c>filepath.Match</c>, which workspaces use: <c>*</c> and <c>?</c> stay within one name, <c>[a-z]</c>,
/// <c>[^a-z]</c>, backslash. https://pkg.go.dev/path/filepath#Match
/// </summary>
internal static class GoMatch
{
    /// <exception cref="InvalidRequestException">The pattern is malformed.</exception>
    public static Regex ToRegex(string pattern)
    {
        var regex = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*':
                    regex.Append("[^/]*");
                    break;
                case '?':
                    regex.Append("[^/]");
                    break;
                case '[':
                    i = Class(pattern, i, regex);
                    break;
                case '\\' when i + 1 < pattern.Length:
                    regex.Append(Regex.Escape(pattern[++i].ToString()));
                    break;
                case '\\':
                    throw Malformed(pattern);
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        return new Regex(regex.Append("\\z").ToString(), RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }

    /// <summary>The paths below a folder that a pattern matches, relative to it; a pattern without wildcards is just a path, and <c>.</c> is the folder itself, as the empty path.</summary>
    public static IReadOnlyList<string> Find(string directory, string pattern)
    {
        List<string> found = pattern.Length > 0 && Directory.Exists(directory) ? [""] : [];
        foreach (var segment in pattern.Split('/').Where(s => s.Length > 0 && s != "."))
        {
            found = [.. found.SelectMany(prefix => Step(directory, prefix, segment))];
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Step(string directory, string prefix, string segment)
    {
        var folder = Path.Combine(directory, prefix);
        if (segment.AsSpan().IndexOfAny("*?[\\") < 0)
        {
            var path = Path.Combine(folder, segment);
            return Path.Exists(path) || new FileInfo(path).LinkTarget is not null ? [Path.Combine(prefix, segment)] : [];
        }

        var match = ToRegex(segment);
        return !Directory.Exists(folder) ? [] : Directory.EnumerateFileSystemEntries(folder)
            .Select(path => Path.GetFileName(path))
            .Where(name => match.IsMatch(name))
            .Select(name => Path.Combine(prefix, name));
    }

    private static int Class(string pattern, int open, StringBuilder regex)
    {
        var i = open + 1;
        var negated = i < pattern.Length && pattern[i] is '^' or '!';
        regex.Append(negated ? "[^/" : "[");
        i += negated ? 1 : 0;
        for (var first = true; i < pattern.Length && (first || pattern[i] != ']'); i++, first = false)
        {
            if (pattern[i] == '\\')
            {
                i++;
            }

            if (i >= pattern.Length)
            {
                break;
            }

            regex.Append(pattern[i] == '-' && !first ? "-" : Regex.Escape(pattern[i].ToString()).Replace("]", "\\]", StringComparison.Ordinal));
        }

        if (i >= pattern.Length)
        {
            throw Malformed(pattern);
        }

        regex.Append(']');
        return i;
    }

    private static InvalidRequestException Malformed(string pattern) => new($"The pattern {pattern} is malformed.");
}
