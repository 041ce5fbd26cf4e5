using Slipway.Agent.Frames;
using Slipway.Agent.Linux;

namespace Slipway.Agent.Globs;

/// <summary>
/// The patterns of <c>circleci tests glob</c>: <c>*</c>, <c>**</c>, <c>?</c>, <c>[a-z]</c>, <c>{a,b}</c>, a backslash before what is meant as it is; a slash at
/// the end means folders only. The rules are those of https://github.com/bmatcuk/doublestar#patterns.
/// https://circleci.com/docs/use-the-circleci-cli-to-split-tests/#glob-test-files
/// </summary>
internal sealed class Doublestar
{
    private readonly SortedSet<string> _found;
    private readonly bool _foldersOnly;

    private Doublestar(SortedSet<string> found, bool foldersOnly) => (_found, _foldersOnly) = (found, foldersOnly);

    /// <summary>All files and folders that match any of the patterns, sorted, each once; relative patterns give relative paths.</summary>
    /// <exception cref="InvalidRequestException">A pattern is malformed, also where no file would have met what is wrong with it.</exception>
    public static IReadOnlyList<string> Find(string directory, IEnumerable<string> patterns)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var alternative in patterns.SelectMany(BracePattern.Alternatives))
        {
            var root = alternative.StartsWith('/') ? "/" : "";
            // A pattern in which ** is a whole name walks; elsewhere two stars are one.
            NamePattern?[] names = [.. Clean(alternative).Select(name => name == "**" ? null : NamePattern.Parse(name, PatternDialect.Doublestar))];
            new Doublestar(found, alternative.EndsWith('/')).Walk(root.Length > 0 ? root : directory, root, names);
        }

        return [.. found];
    }

    /// <summary>The names of a path without those that say nothing: <c>a/./b/../c</c> is <c>a/c</c>.</summary>
    private static List<string> Clean(string pattern)
    {
        List<string> names = [];
        foreach (var name in pattern.Split('/').Where(name => name is not ("" or ".")))
        {
            if (name == ".." && names is [.., not ".."])
            {
                names.RemoveAt(names.Count - 1);
            }
            else if (name != ".." || !pattern.StartsWith('/'))
            {
                names.Add(name);
            }
        }

        return names;
    }

    private void Walk(string folder, string prefix, ReadOnlySpan<NamePattern?> names)
    {
        if (names.IsEmpty)
        {
            if (prefix.Length > 0)
            {
                _found.Add(prefix);
            }

            return;
        }

        var rest = names[1..];
        if (names[0] is not { } name)
        {
            WalkAll(folder, prefix, rest, [Identity(folder)]);
        }
        else if (name.Literal is { } literal)
        {
            var next = Path.Combine(folder, literal);
            if (CanGoOn(next, isFolder: Directory.Exists(next), rest.IsEmpty))
            {
                Walk(next, Join(prefix, literal), rest);
            }
        }
        else
        {
            foreach (var entry in Entries(folder))
            {
                if (name.Matches(entry.Name) && CanGoOn(entry.FullName, IsFolder(entry), rest.IsEmpty))
                {
                    Walk(entry.FullName, Join(prefix, entry.Name), rest);
                }
            }
        }
    }

    /// <summary>Through links as well, as the original does, but not into a folder that this one lies in: links may form circles.</summary>
    /// <param name="above">This folder and those that it was reached through.</param>
    private void WalkAll(string folder, string prefix, ReadOnlySpan<NamePattern?> rest, List<(uint, uint, ulong)> above)
    {
        Walk(folder, prefix, rest);
        foreach (var entry in Entries(folder))
        {
            var name = Join(prefix, entry.Name);
            var isFolder = IsFolder(entry);
            if (isFolder && Identity(entry.FullName) is var identity && !above.Contains(identity))
            {
                WalkAll(entry.FullName, name, rest, [.. above, identity]);
            }
            else if (rest.IsEmpty && (isFolder || !_foldersOnly))
            {
                _found.Add(name);
            }
        }
    }

    /// <summary>Whether what is there may stand at its place of a path: a folder, or at the end anything.</summary>
    private bool CanGoOn(string path, bool isFolder, bool isLast) =>
        isFolder || (isLast && !_foldersOnly && (Path.Exists(path) || new FileInfo(path).LinkTarget is not null));

    private static bool IsFolder(FileSystemInfo entry) => entry is DirectoryInfo || Directory.Exists(entry.FullName);

    private static unsafe (uint, uint, ulong) Identity(string folder)
    {
        Libc.FileStatus status;
        fixed (byte* native = NativeText.Terminated(folder))
        {
            return Libc.Statx(Libc.AtCurrent, native, 0, Libc.AllFacts, &status) == 0 ? Libc.Identity(status) : default;
        }
    }

    private static string Join(string prefix, string name) =>
        prefix.Length == 0 ? name : prefix.EndsWith('/') ? prefix + name : $"{prefix}/{name}";

    private static List<FileSystemInfo> Entries(string folder) => FileAttempt.Of(() => new DirectoryInfo(folder).EnumerateFileSystemInfos().ToList(), []);
}
