using Slipway.Execution.Failures;
using Slipway.Linux.Repositories;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Checkouts;

/// <summary>
/// A clean commit of a repository on this machine. git writes nothing there: the files of the commit are read as git archives them, and the repository follows with the
/// commit checked out.
/// </summary>
public sealed class RevisionSource(JobSource.Commit source) : ISource
{
    public string Name => $"{source.Revision} of {source.Folder}";

    public Task ReadAsync(Func<Stream, Task> unpackAsync, Action<string> say, CancellationToken cancellationToken) => GitReading.RunAsync(async () =>
    {
        using var git = await Git.OpenAsync(source.Folder, cancellationToken);
        if (git is null || await git.CommitIdAsync(source.Revision, cancellationToken) is not { } commit)
        {
            throw new JobFailedException($"{source.Folder} has no commit {source.Revision}; name a commit, branch or tag of it");
        }

        await git.ArchiveAsync(commit, WorkingTree.SecretPatterns, unpackAsync, cancellationToken);
        using var files = new CheckoutFiles();
        await new JobRepository(files).AddAsync(git, commit, await git.IndexAsync(commit, cancellationToken), cancellationToken);
        await using var repository = CheckoutArchive.Open(files.All, cancellationToken);
        await unpackAsync(repository);
    });
}
