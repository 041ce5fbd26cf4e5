using Slipway.Cli.Exits;
using Slipway.Execution.State;
using Slipway.Linux.Repositories;

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

    /// <summary>Of what is checked out the submodules are a part; a commit that is named is run without them.</summary>
    private static async Task<TrustScope> OfAsync(Git git, GitChoice choice, CancellationToken cancellationToken)
    {
        var scope = TrustDecision.Of(await KnownReferences.ReadAsync(git, choice, cancellationToken), choice);
        return scope.IsTrusted && choice.Revision is null && await MovedSubmodules.FindAsync(git, cancellationToken) is { } moved
            ? TrustScope.Untrusted(moved, $"the submodule {moved} is not at the commit that the repository has for it; run `git submodule update`, or `git add` it where you have moved it yourself")
            : scope;
    }
}
