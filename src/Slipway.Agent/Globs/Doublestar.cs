namespace Slipway.Agent.Globs;

/// <summary>
/// The patterns of <c>circleci tests glob</c>: <c>*</c>, <c>**</c>, <c>?</c>, <c>[a-z]</c>, <c>{a,b}</c>.
/// https://circleci.com/docs/use-the-circleci-cli-to-split-tests/#glob-test-files
/// </summary>
internal static class Doublestar
{
    /// <summary>All files and folders that match any of the patterns, sorted, each once; relative patterns give relative paths.</summary>
    public static IReadOnlyList<string> Find(string directory, IEnumerable<string> patterns)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var pattern in patterns)
        {
            foreach (var alternative in Alternatives(pattern))
            {
                var absolute = alternative.StartsWith('/');
                var segments = alternative.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(segment => segment != ".").ToArray();
                Walk(absolute ? "/" : directory, absolute ? "/" : "", segments, found);
            }
        }

        return [.. found];
    }

    /// <summary>A pattern without its braces: <c>a{b,c{d,e}}</c> is <c>ab acd ace</c>.</summary>
    internal static IEnumerable<string> Alternatives(string pattern)
    {
        var open = pattern.IndexOf('{', StringComparison.Ordinal);
        if (open < 0 || Close(pattern, open) is not { } close)
        {
            return [pattern];
        }

        return TopLevel(pattern[(open + 1)..close])
            .SelectMany(choice => Alternatives(pattern[..open] + choice + pattern[(close + 1)..]));
    }

    private static int? Close(string pattern, int open)
    {
        var depth = 0;
        for (var i = open; i < pattern.Length; i++)
        {
            depth += pattern[i] == '{' ? 1 : pattern[i] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return null;
    }

    private static IEnumerable<string> TopLevel(string choices)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < choices.Length; i++)
        {
            depth += choices[i] == '{' ? 1 : choices[i] == '}' ? -1 : 0;
            if (choices[i] == ',' && depth == 0)
            {
                yield return choices[start..i];
                start = i + 1;
            }
        }

        yield return choices[start..];
    }

    private static void Walk(string folder, string prefix, ReadOnlySpan<string> segments, SortedSet<string> found)
    {
        if (segments.Length == 0)
        {
            if (prefix.Length > 0)
            {
                found.Add(prefix);
            }

            return;
        }

        var segment = segments[0];
        var rest = segments[1..];
        if (segment == "**")
        {
            WalkAll(folder, prefix, segments, found);
            return;
        }

        if (segment.AsSpan().IndexOfAny("*?[\\") < 0)
        {
            var next = Path.Combine(folder, segment);
            if (rest.Length == 0 ? Path.Exists(next) : Directory.Exists(next))
            {
                Walk(next, Join(prefix, segment), rest, found);
            }

            return;
        }

        var match = GoMatch.ToRegex(segment);
        foreach (var entry in Entries(folder))
        {
            if (match.IsMatch(entry.Name) && (rest.Length == 0 || entry is DirectoryInfo || Directory.Exists(entry.FullName)))
            {
                Walk(entry.FullName, Join(prefix, entry.Name), rest, found);
            }
        }
    }

    /// <summary>As in the original, <c>**</c> does not walk through links, which may form circles.</summary>
    private static void WalkAll(string folder, string prefix, ReadOnlySpan<string> segments, SortedSet<string> found)
    {
        var rest = segments[1..];
        Walk(folder, prefix, rest, found);
        foreach (var entry in Entries(folder))
        {
            if (entry is DirectoryInfo && entry.LinkTarget is null)
            {
                Walk(entry.FullName, Join(prefix, entry.Name), segments, found);
            }
            else if (rest.Length == 0)
            {
                found.Add(Join(prefix, entry.Name));
            }
        }
    }

    private static string Join(string prefix, string name) =>
        prefix.Length == 0 ? name : prefix.EndsWith('/') ? prefix + name : $"{prefix}/{name}";

    private static List<FileSystemInfo> Entries(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFileSystemInfos().ToList();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
