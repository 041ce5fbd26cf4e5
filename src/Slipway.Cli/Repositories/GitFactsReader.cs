using Slipway.Cli.Exits;
using Slipway.Cli.Terminals;
using Slipway.Config.PipelineValues;
using Slipway.Linux.Repositories;
using Slipway.Model.Assignments;

namespace Slipway.Cli.Repositories;

/// <summary>Asks git what is known of the commit in a working tree. Where there is no git or no repository, nothing is known.</summary>
internal static class GitFactsReader
{
    /// <param name="folder">Any folder of the working tree.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    public static Task<GitFacts> ReadAsync(string folder, CancellationToken cancellationToken) => ReadAsync(folder, new GitChoice(), cancellationToken);

    /// <param name="folder">Any folder of the working tree.</param>
    /// <param name="choice">What the user said instead.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    /// <exception cref="UsageException">The commit that the user named is not there, or the repository is not one to be read.</exception>
    public static Task<GitFacts> ReadAsync(string folder, GitChoice choice, CancellationToken cancellationToken) =>
        RepositoryQuestion.AskAsync(folder, git => ReadAsync(git, folder, choice, cancellationToken), cancellationToken);

    /// <summary>As above, of a repository that is open; null: there is none.</summary>
    public static async Task<GitFacts> ReadAsync(Git? git, string folder, GitChoice choice, CancellationToken cancellationToken) =>
        git is not null ? await ReadAsync(git, choice, cancellationToken)
        : choice.Revision is { } revision ? throw NoCommit(folder, revision)
        : Facts(choice, null, null, null, null);

    private static async Task<GitFacts> ReadAsync(Git git, GitChoice choice, CancellationToken cancellationToken)
    {
        var commit = choice.Revision is not { } revision ? await git.HeadCommitAsync(cancellationToken)
            : await git.CommitIdAsync(revision, cancellationToken) is { } named ? await git.CommitAsync(named, cancellationToken)
            : throw NoCommit(git.Place.Root, revision);
        var facts = Facts(choice, git.Branch, commit, git.DefaultBranch, git.RemoteUrl);
        if (commit is null && git.Borrows)
        {
            Terminal.Tell($"warning: {git.Place.Root} borrows objects from other repositories, which are not read, so that its commit is not known: run `git repack -a -d` and remove .git/objects/info/alternates");
        }

        return facts with { Revision = facts.Revision ?? git.HeadId };
    }

    private static GitFacts Facts(GitChoice choice, string? checkedOut, GitCommit? commit, string? defaultBranch, string? url)
    {
        var branch = choice.Branch ?? (choice.Tag is null ? checkedOut : null);
        return new GitFacts
        {
            Branch = branch,
            Tag = choice.Tag,
            BranchIsDefault = branch is not null && (defaultBranch is null ? branch is "main" or "master" : branch == defaultBranch),
            RemoteUrl = url,
            Revision = commit?.Id,
            CommitSubject = commit?.Subject,
            CommitBody = commit?.Body,
            AuthorName = commit?.AuthorName,
            AuthorEmail = commit?.AuthorEmail,
        };
    }

    private static UsageException NoCommit(string folder, string revision) =>
        new($"--revision {revision}: there is no such commit in the repository of {folder}; name a commit, branch or tag of it");
}

/// <summary>What a pipeline is for, where it is not what is checked out.</summary>
/// <param name="Branch">As if it was pushed.</param>
/// <param name="Tag">As if it was pushed; there is no branch then, unless one is named too.</param>
/// <param name="Revision">A commit by any of its names.</param>
internal sealed record GitChoice(string? Branch = null, string? Tag = null, string? Revision = null)
{
    /// <summary>As an assignment has it.</summary>
    public TrustQuestion Question => new(Branch, Tag, Revision);
}
