using Slipway.Execution.Checkouts;
using Slipway.Linux.Failures;
using Slipway.Linux.Repositories;
using Slipway.Model.Assignments;

namespace Slipway.Runner.Remote;

/// <summary>A commit of a repository of the server: fetched with the job's token, and given to the job as a clean commit on this machine is.</summary>
public sealed class ServedSource(JobSource.Served source, ServerAccess access) : ISource
{
    public string Name => $"{source.Revision} of {source.Url}";

    public async Task ReadAsync(Func<Stream, Task> unpackAsync, Action<string> say, CancellationToken cancellationToken)
    {
        using var copy = await FetchAsync(cancellationToken);
        await new RevisionSource(new JobSource.Commit(copy.Path, source.Revision)).ReadAsync(unpackAsync, say, cancellationToken);
    }

    private async Task<RepositoryCopy> FetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await RepositoryCopy.FetchAsync(new Uri(source.Url), $"Bearer {access.Token}", cancellationToken);
        }
        catch (GitFailedException failure)
        {
            throw new InfrastructureException($"{source.Url} cannot be fetched: {failure.Message}", failure);
        }
    }
}
