using Slipway.Cli.Exits;
using Slipway.Linux.Repositories;

namespace Slipway.Cli.Repositories;

/// <summary>Asks the repository around a folder, and tells the user why it is not read.</summary>
internal static class RepositoryQuestion
{
    /// <param name="folder">Any folder of the working tree.</param>
    /// <param name="askAsync">Gets null where there is no repository, or no git on this machine.</param>
    /// <param name="cancellationToken">Covers the opening.</param>
    /// <exception cref="UsageException">The repository is not one to be read, or git failed.</exception>
    public static async Task<T> AskAsync<T>(string folder, Func<Git?, Task<T>> askAsync, CancellationToken cancellationToken)
    {
        try
        {
            using var git = Git.IsInstalled ? await Git.OpenAsync(folder, cancellationToken) : null;
            return await askAsync(git);
        }
        catch (RepositoryException failure)
        {
            throw new UsageException(failure.Message, failure);
        }
    }
}
