using Slipway.Linux.Repositories;

namespace Slipway.Cli.Repositories;

/// <summary>What a repository says of what is checked out, as far as trust depends on it.</summary>
/// <param name="Head">What HEAD is, such as <c>refs/heads/main</c>; null: a commit.</param>
/// <param name="Commit">What is run; null: there is no commit yet, or it cannot be read.</param>
/// <param name="IsNew">Nothing was ever committed or fetched.</param>
/// <param name="Named">Of the references that the user named, those that are there.</param>
/// <param name="Containing">The references whose history has the commit.</param>
/// <param name="ContainingTag">Those whose history has the tag that the user named.</param>
/// <param name="Config">The repository's own settings of branches and remotes.</param>
internal sealed record KnownReferences(
    string? Head, string? Commit, bool IsNew, IReadOnlyCollection<string> Named, IReadOnlyCollection<string> Containing, IReadOnlyCollection<string> ContainingTag,
    GitConfig Config)
{
    public const string Branches = "refs/heads/";
    public const string Tags = "refs/tags/";
    public const string RemoteBranches = "refs/remotes/";
    private static readonly string[] Places = [Branches, Tags, RemoteBranches];
    private static readonly string[] KnownRemotes = ["origin", "upstream"];

    /// <summary>Where the project's own branches come from: <c>origin</c>, <c>upstream</c>, or the only remote there is.</summary>
    public IReadOnlyCollection<string> OwnRemotes { get; } = RemotesOf(Config) is [var only] ? [.. KnownRemotes, only] : KnownRemotes;

    /// <summary>The addresses of those, as git writes them down when it has fetched from there.</summary>
    public IReadOnlySet<string> OwnAddresses => Config.Entries
        .Where(entry => entry is { Section: "remote", Key: "url", Value.Length: > 0 } && OwnRemotes.Contains(entry.Subsection))
        .Select(entry => RemoteUrl.AsFetched(entry.Value!))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether there is a remote that is not known to be the project's.</summary>
    public bool HasStrangers { get; } = RemotesOf(Config) is { Count: > 1 } all && all.Except(KnownRemotes, StringComparer.Ordinal).Any();

    /// <summary>The remote of a remote branch: the longest name that fits, for names of remotes may have slashes; "": there is none.</summary>
    public string RemoteOf(string reference) =>
        Remotes.Where(remote => reference.StartsWith($"{RemoteBranches}{remote}/", StringComparison.Ordinal)).MaxBy(remote => remote.Length) ?? "";

    /// <summary>The name of a remote branch at its remote; null: it is none of a remote that is known.</summary>
    public string? RemoteBranchOf(string reference) => RemoteOf(reference) is { Length: > 0 } remote ? reference[$"{RemoteBranches}{remote}/".Length..] : null;

    private IReadOnlyCollection<string> Remotes { get; } = [.. RemotesOf(Config).Union(KnownRemotes, StringComparer.Ordinal)];

    /// <summary>What remotes bring here.</summary>
    public IReadOnlyCollection<FetchRule> Fetched { get; } = FetchRule.Of(Config);

    /// <summary>The remotes that a local branch follows; none where the settings say nothing.</summary>
    public IReadOnlyList<string> RemotesFollowedBy(string branch) => ValuesOf($"branch.{branch}.remote");

    /// <summary>The references there; none where the settings say nothing.</summary>
    public IReadOnlyList<string> ReferencesFollowedBy(string branch) => ValuesOf($"branch.{branch}.merge");

    /// <param name="git">Of the repository.</param>
    /// <param name="choice">What the user named.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    public static async Task<KnownReferences> ReadAsync(Git git, GitChoice choice, CancellationToken cancellationToken)
    {
        var head = git.Head;
        var commit = choice.Revision is { } revision ? await git.CommitIdAsync(revision, cancellationToken) : (await git.HeadCommitAsync(cancellationToken))?.Id;
        return new KnownReferences(
            head,
            commit,
            git.IsNew,
            NamesOf(choice) is { Count: > 0 } named ? await git.ReferencesAsync(named, cancellationToken) : [],
            commit is not null && (choice.Revision is not null || head is null) ? await git.ReferencesWithAsync(commit, Places, cancellationToken) : [],
            choice.Tag is { } tag && await git.CommitIdAsync(Tags + tag, cancellationToken) is { } tagged ? await git.ReferencesWithAsync(tagged, Places, cancellationToken) : [],
            git.Config);
    }

    private List<string> ValuesOf(string name) => [.. Config.Entries.Where(entry => entry.Name == name).Select(entry => entry.Value ?? "").Distinct(StringComparer.Ordinal)];

    private static List<string> NamesOf(GitChoice choice) =>
    [
        .. choice.Branch is { } branch ? (string[])[Branches + branch, RemoteBranches] : [],
        .. choice.Tag is { } tag ? (string[])[Tags + tag] : [],
    ];

    /// <summary>All that the settings name, with an address or without.</summary>
    private static List<string> RemotesOf(GitConfig config) =>
        [.. config.Entries.Where(entry => entry is { Section: "remote", Subsection.Length: > 0 }).Select(entry => entry.Subsection).Distinct(StringComparer.Ordinal)];
}
