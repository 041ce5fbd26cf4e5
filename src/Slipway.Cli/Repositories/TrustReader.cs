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
    public static async Task<TrustScope> ReadAsync(string folder, GitChoice choice, CancellationToken cancellationToken)
    {
        try
        {
            using var git = Git.IsInstalled ? await Git.OpenAsync(folder, cancellationToken) : null;
            return git is null && IsBelowRepository(folder)
                ? TrustScope.Untrusted(folder, "git does not read its repository")
                : TrustDecision.Of(git is null ? null : await KnownReferences.ReadAsync(git, choice, cancellationToken), choice);
        }
        catch (Exception failure) when (failure is RepositoryRefusedException or GitFailedException)
        {
            throw new UsageException(failure.Message, failure);
        }
    }

    private static bool IsBelowRepository(string folder)
    {
        var place = folder;
        while (place is not null && !Path.Exists(Path.Combine(place, ".git")))
        {
            place = Path.GetDirectoryName(place);
        }

        return place is not null;
    }
}
