using Slipway.Cli.Exits;
using Slipway.Linux.Repositories;
using Slipway.Model.Assignments;

namespace Slipway.Cli.Repositories;

/// <summary>Finds out whether the code in a working tree is known to be the project's own.</summary>
internal static class TrustReader
{
    /// <param name="folder">Any folder of the working tree.</param>
    /// <param name="choice">What the user named.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    /// <exception cref="UsageException">The repository is not one to be read.</exception>
    public static Task<TrustScope> ReadAsync(string folder, GitChoice choice, CancellationToken cancellationToken) =>
        RepositoryQuestion.AskAsync(folder, git => ReadAsync(git, folder, choice, cancellationToken), cancellationToken);

    /// <summary>As above, of a repository that is open; null: there is none, or no git on this machine.</summary>
    public static async Task<TrustScope> ReadAsync(Git? git, string folder, GitChoice choice, CancellationToken cancellationToken) =>
        git is null && RepositoryRoot.Nearest(folder, ".git") is not null
            ? TrustScope.Untrusted(folder, "git does not read its repository")
            : git is null ? TrustDecision.Of(null, choice)
            : await OfAsync(git, choice, cancellationToken);

    /// <summary>Of what is checked out the repositories within it are a part; a commit that is named is run without them.</summary>
    private static async Task<TrustScope> OfAsync(Git git, GitChoice choice, CancellationToken cancellationToken)
    {
        var commits = OfCommitsAsync(git, choice, cancellationToken);
        if (choice.Revision is not null)
        {
            return await commits is { IsTrusted: false } scope ? scope : await OfConfigAsync(git, choice with { Revision = null }, cancellationToken);
        }

        var foreign = ForeignRepositories.FindAsync(git, cancellationToken);
        await Task.WhenAll(commits, foreign);
        return await commits is { IsTrusted: true } && await foreign is { } found ? TrustScope.Untrusted(found.Path, found.Reason) : await commits;
    }

    /// <summary>By the names that are checked out and given, and then by the commits, whatever they are called.</summary>
    private static async Task<TrustScope> OfCommitsAsync(Git git, GitChoice choice, CancellationToken cancellationToken)
    {
        var references = await KnownReferences.ReadAsync(git, choice, cancellationToken);
        var scope = TrustDecision.Of(references, choice);
        return scope.IsTrusted ? await ForeignCommits.FindAsync(git, references, withMerge: choice.Revision is null, cancellationToken) ?? scope : scope;
    }

    /// <summary>Where a commit is named, its files are run by the config, the settings and the orbs of what is checked out.</summary>
    private static async Task<TrustScope> OfConfigAsync(Git git, GitChoice choice, CancellationToken cancellationToken) =>
        await OfCommitsAsync(git, choice, cancellationToken) is { IsTrusted: false } scope
            ? scope.Because($"the config is that of what is checked out, and {scope.Reason}")
            : TrustScope.Trusted;
}
