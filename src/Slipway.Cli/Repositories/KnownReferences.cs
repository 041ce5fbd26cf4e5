using Slipway.Linux.Repositories;

namespace Slipway.Cli.Repositories;

/// <summary>What a repository says of what is checked out, as far as trust depends on it.</summary>
/// <param name="Head">What HEAD is, such as <c>refs/heads/main</c>; null: a commit.</param>
/// <param name="Commit">What is run; null: there is no commit yet.</param>
/// <param name="Named">Of the references that the user named, those that are there.</param>
/// <param name="Containing">The references whose history has the commit.</param>
/// <param name="Config">The repository's own settings of branches and remotes.</param>
internal sealed record KnownReferences(
    string? Head, string? Commit, IReadOnlyCollection<string> Named, IReadOnlyCollection<string> Containing, IReadOnlyDictionary<string, string> Config)
{
    public const string Branches = "refs/heads/";
    public const string Tags = "refs/tags/";
    public const string RemoteBranches = "refs/remotes/";
    private const string RemoteSection = "remote.";

    /// <summary>Where the project's own branches come from: <c>origin</c>, <c>upstream</c>, or the only remote there is.</summary>
    public IReadOnlyCollection<string> OwnRemotes
    {
        get
        {
            var all = Config.Keys.Where(key => key.StartsWith(RemoteSection, StringComparison.Ordinal) && key.EndsWith(".url", StringComparison.Ordinal))
                .Select(key => key[RemoteSection.Length..^".url".Length]).ToList();
            return all.Count == 1 ? ["origin", "upstream", all[0]] : ["origin", "upstream"];
        }
    }

    /// <summary>What a local branch follows: the remote and the reference there; null where the settings say nothing.</summary>
    public (string? Remote, string? Reference) Follows(string branch) =>
        (Config.GetValueOrDefault($"branch.{branch}.remote"), Config.GetValueOrDefault($"branch.{branch}.merge"));

    /// <param name="git">Of the repository.</param>
    /// <param name="choice">What the user named.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    public static async Task<KnownReferences> ReadAsync(Git git, GitChoice choice, CancellationToken cancellationToken)
    {
        var head = await git.HeadAsync(cancellationToken);
        var commit = await git.CommitIdAsync(choice.Revision ?? "HEAD", cancellationToken);
        return new KnownReferences(
            head,
            commit,
            NamesOf(choice) is { Count: > 0 } named ? await git.ReferencesAsync(named, cancellationToken) : [],
            commit is not null && (choice.Revision is not null || head is null) ? await git.ReferencesWithAsync(commit, [Branches, Tags, RemoteBranches], cancellationToken) : [],
            git.Config.Entries.GroupBy(entry => entry.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last().Value ?? "", StringComparer.Ordinal));
    }

    private static List<string> NamesOf(GitChoice choice) =>
    [
        .. choice.Branch is { } branch ? (string[])[Branches + branch, $"{RemoteBranches}*/{branch}"] : [],
        .. choice.Tag is { } tag ? (string[])[Tags + tag] : [],
    ];
}
