using Slipway.Agent.Frames;

namespace Slipway.Agent.Globs;

/// <summary>The patterns of Go's <c>filepath.Match</c>, which workspaces use: each name of a path has its own. https://pkg.go.dev/path/filepath#Match</summary>
internal static class GoMatch
{
    /// <summary>The paths below a folder that a pattern matches, relative to it; a pattern without wildcards is just a path, and <c>.</c> is the folder itself, as the empty path.</summary>
    /// <exception cref="InvalidRequestException">The pattern is malformed.</exception>
    public static IReadOnlyList<string> Find(string directory, string pattern)
    {
        List<string> found = pattern.Length > 0 && Directory.Exists(directory) ? [""] : [];
        NamePattern[] names = [.. pattern.Split('/').Where(name => name.Length > 0 && name != ".").Select(name => NamePattern.Parse(name, PatternDialect.Go))];
        foreach (var name in names)
        {
            found = [.. found.SelectMany(prefix => Step(directory, prefix, name))];
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Step(string directory, string prefix, NamePattern name)
    {
        var folder = Path.Combine(directory, prefix);
        if (name.Literal is { } literal)
        {
            var path = Path.Combine(folder, literal);
            return Path.Exists(path) || new FileInfo(path).LinkTarget is not null ? [Path.Combine(prefix, literal)] : [];
        }

        return !Directory.Exists(folder) ? [] : Directory.EnumerateFileSystemEntries(folder)
            .Select(path => Path.GetFileName(path))
            .Where(name.Matches)
            .Select(found => Path.Combine(prefix, found));
    }
}
