using Slipway.Execution.Failures;
using Slipway.Linux.Failures;
using Slipway.Linux.Repositories;

namespace Slipway.Execution.Checkouts;

/// <summary>Reads a repository for a job, and says whose fault it is where that cannot be.</summary>
internal static class GitReading
{
    /// <exception cref="JobFailedException">The repository is refused, or git cannot read it.</exception>
    /// <exception cref="InfrastructureException">There is no git.</exception>
    public static async Task RunAsync(Func<Task> readAsync)
    {
        try
        {
            await readAsync();
        }
        catch (RepositoryRefusedException refused)
        {
            throw new JobFailedException(refused.Message, refused);
        }
        catch (GitFailedException failure)
        {
            throw Git.IsInstalled ? new JobFailedException(failure.Message, failure) : new InfrastructureException(failure.Message, failure);
        }
    }
}
