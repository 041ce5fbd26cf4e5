using Slipway.Linux.Files;
using Slipway.Linux.Repositories;
using Slipway.Model.Assignments;

namespace Slipway.Cli.Repositories;

/// <summary>
/// Looks for commits of others in what is run, for a branch may have any name: one is found where git still knows that it came from elsewhere (see
/// <see cref="ForeignTips"/>), and no branch of the project's own remotes has it. What the user has committed himself on top of the project's branches is nobody else's.
/// </summary>
internal static class ForeignCommits
{
    private const int LettersOfId = 12;

    /// <param name="git">The repository.</param>
    /// <param name="references">What it says of itself, with the commit that is run.</param>
    /// <param name="withMerge">Whether what is being merged into the working tree is run too.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>Null: there is none.</returns>
    public static async Task<TrustScope?> FindAsync(Git git, KnownReferences references, bool withMerge, CancellationToken cancellationToken)
    {
        if (references.Commit is not { } commit)
        {
            return null;
        }

        try
        {
            var (tips, merging) = git.ReadTraces(traces => (ForeignTips.Read(references, git.References, traces), withMerge ? traces.Merging() : []));
            string[] heads = [commit, .. merging];
            return tips.Found.Count == 0 || heads.All(tips.Own.Contains) ? null
                : await git.FindSharedAsync(heads, [.. tips.Found.Select(tip => tip.Tip)], tips.Own, cancellationToken) is { } shared
                    ? Scope(shared.Commit, tips.Found[shared.Other])
                    : null;
        }
        catch (Exception failure) when (failure is GitFailedException or RefusedPathException)
        {
            return TrustScope.Untrusted(commit, $"it cannot be told whether the commit {commit[..LettersOfId]} came from elsewhere: {failure.Message}");
        }
    }

    private static TrustScope Scope(string commit, ForeignTip tip) => TrustScope.Untrusted(
        tip.Reference,
        $"the commit {commit[..LettersOfId]}, which is in what would run, came from elsewhere by {tip.Trace}, and no branch of the project's own remotes has it; "
        + "if one has it by now, run `git fetch`, and if you know what it is, say --trusted");
}
