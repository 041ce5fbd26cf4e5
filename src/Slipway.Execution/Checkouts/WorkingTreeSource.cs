using Slipway.Execution.Failures;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Checkouts;

/// <summary>A working tree on this machine as it is when it is read.</summary>
/// <param name="findDistrustAsync">Says why it is not the project's own any more; null: it is.</param>
public sealed class WorkingTreeSource(JobSource.WorkingTree tree, Func<JobSource.WorkingTree, CancellationToken, Task<string?>> findDistrustAsync) : ISource
{
    public string Name => $"the working tree {tree.Folder} as it is";

    public async Task ReadAsync(Func<Stream, Task> unpackAsync, Action<string> say, CancellationToken cancellationToken)
    {
        await RequireTrustAsync(cancellationToken);
        await GitReading.RunAsync(async () =>
        {
            using var files = await WorkingTree.ListAsync(tree.Folder, cancellationToken);
            foreach (var (name, reason) in files.LeftOut)
            {
                say($"Left out {name}: {reason}");
            }

            await using var tar = CheckoutArchive.Open(files.All, cancellationToken);
            await unpackAsync(tar);
        });
    }

    /// <summary>What is checked out may be another tree than the one whose trust was found when the run began.</summary>
    private async Task RequireTrustAsync(CancellationToken cancellationToken)
    {
        if (tree.Trust is not null && await findDistrustAsync(tree, cancellationToken) is { } reason)
        {
            throw new JobFailedException(
                $"The working tree {tree.Folder} was trusted when the run began and is not any more: {reason}. Run what is there now in a run of its own, or say --trusted where the code is the project's own");
        }
    }
}
