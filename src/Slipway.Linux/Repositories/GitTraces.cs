using System.Text;
using Slipway.Linux.Files;

namespace Slipway.Linux.Repositories;

/// <summary>
/// What git has written down of where commits came from: what was fetched last, and which values references had and why. It is read as text, from all worktrees of a
/// repository, and what is larger than any of it is refused.
/// </summary>
public sealed class GitTraces
{
    private const int MostBytesOfOne = 1 << 26;
    private const int MostBytesOfAll = 1 << 28;
    private const string Worktrees = "worktrees";

    private readonly ConfinedFolder _own;
    private readonly ConfinedFolder _common;
    private int _left = MostBytesOfAll;

    internal GitTraces(ConfinedFolder own, ConfinedFolder common) => (_own, _common) = (own, common);

    /// <summary>What was fetched last, by each worktree.</summary>
    /// <exception cref="RefusedPathException">It is no regular file, or too large.</exception>
    public IReadOnlyList<GitFetched> Fetched() => [.. Folders().SelectMany(folder => Lines(_common, folder + "FETCH_HEAD")).Select(GitFetched.TryParse).OfType<GitFetched>()];

    /// <summary>The commits that this worktree is about to merge or to take over.</summary>
    /// <exception cref="RefusedPathException">As above.</exception>
    public IReadOnlyList<string> Merging() => [.. ((string[])["MERGE_HEAD", "CHERRY_PICK_HEAD"]).SelectMany(file => Lines(_own, file)).Where(GitRefs.IsId)];

    /// <summary>The values of HEAD in each worktree, and those of all local branches.</summary>
    /// <exception cref="RefusedPathException">As above.</exception>
    public IEnumerable<GitLogEntry> Local() => Folders().Select(folder => folder + "logs/HEAD").Concat(Files("logs/refs/heads")).SelectMany(Log);

    /// <summary>The values of one reference, the oldest first.</summary>
    /// <exception cref="RefusedPathException">As above.</exception>
    public IReadOnlyList<GitLogEntry> Of(string reference) => [.. Log("logs/" + reference)];

    private IEnumerable<string> Folders() => _common.List(Worktrees).Where(entry => entry.Kind == FileKind.Folder).Select(entry => $"{Worktrees}/{entry.Name}/").Prepend("");

    private IEnumerable<string> Files(string folder) => _common.List(folder).SelectMany(entry => entry.Kind switch
    {
        FileKind.Folder => Files($"{folder}/{entry.Name}"),
        _ => [$"{folder}/{entry.Name}"],
    });

    private IEnumerable<GitLogEntry> Log(string file) => Lines(_common, file).Select(GitLogEntry.TryParse).OfType<GitLogEntry>();

    private string[] Lines(ConfinedFolder folder, string file)
    {
        var bytes = folder.TryRead(file, Math.Min(MostBytesOfOne, _left)) ?? [];
        _left -= bytes.Length;
        return Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

/// <summary>A line of <c>FETCH_HEAD</c>.</summary>
/// <param name="Id">What was fetched.</param>
/// <param name="Source">Such as <c>branch 'main' of github.com:us/project</c>, with the address that was really asked.</param>
public sealed record GitFetched(string Id, string Source)
{
    internal static GitFetched? TryParse(string line) => line.Split('\t', 3) is [var id, _, var source] && GitRefs.IsId(id) ? new(id, source) : null;
}

/// <summary>A line of a reference's log (git-reflog(1)).</summary>
/// <param name="Old">The value before; zeros: there was none.</param>
/// <param name="New">The value since; zeros: none.</param>
/// <param name="Message">What made it, such as <c>pull origin main: Fast-forward</c>.</param>
public sealed record GitLogEntry(string Old, string New, string Message)
{
    internal static GitLogEntry? TryParse(string line)
    {
        var ids = line.Split(' ', 3);
        return ids is [var old, var value, var rest] && GitRefs.IsId(old) && GitRefs.IsId(value)
            ? new(old, value, rest.IndexOf('\t', StringComparison.Ordinal) is >= 0 and var tab ? rest[(tab + 1)..] : "")
            : null;
    }
}
