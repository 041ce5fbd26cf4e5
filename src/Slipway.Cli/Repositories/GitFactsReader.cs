using Slipway.Config.PipelineValues;
using Slipway.Execution.Checkouts;
using Slipway.Execution.Jobs;

namespace Slipway.Cli.Repositories;

/// <summary>Asks git what is known of the commit in a working tree. Where there is no git or no repository, nothing is known.</summary>
internal static class GitFactsReader
{
    /// <param name="folder">Any folder of the working tree.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    public static async Task<GitFacts> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var branchTask = AskAsync(folder, ["symbolic-ref", "--short", "-q", "HEAD"], cancellationToken);
        var commitTask = AskAsync(folder, ["log", "-1", "--format=%H%x00%s%x00%b%x00%an%x00%ae"], cancellationToken);
        var remoteTask = AskAsync(folder, ["config", "--get", "remote.origin.url"], cancellationToken);
        var defaultTask = AskAsync(folder, ["symbolic-ref", "--short", "-q", "refs/remotes/origin/HEAD"], cancellationToken);
        var branch = await branchTask;
        var commit = (await commitTask)?.Split('\0');
        var defaultBranch = (await defaultTask)?.Split('/', 2)[^1];
        return new GitFacts
        {
            Branch = branch,
            BranchIsDefault = branch is not null && (defaultBranch is null ? branch is "main" or "master" : branch == defaultBranch),
            RemoteUrl = await remoteTask,
            Revision = commit?[0],
            CommitSubject = commit?[1],
            CommitBody = commit?[2].TrimEnd(),
            AuthorName = commit?[3],
            AuthorEmail = commit?[4],
        };
    }

    private static async Task<string?> AskAsync(string folder, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return (await GitCommand.TryAsync(folder, cancellationToken, arguments))?.TrimEnd('\n');
        }
        catch (InfrastructureException)
        {
            // Without git a config can still be checked.
            return null;
        }
    }
}
