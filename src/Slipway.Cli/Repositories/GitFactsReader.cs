using Slipway.Cli.Exits;
using Slipway.Config.PipelineValues;
using Slipway.Execution.Checkouts;
using Slipway.Execution.Failures;

namespace Slipway.Cli.Repositories;

/// <summary>Asks git what is known of the commit in a working tree. Where there is no git or no repository, nothing is known.</summary>
internal static class GitFactsReader
{
    /// <param name="folder">Any folder of the working tree.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    public static Task<GitFacts> ReadAsync(string folder, CancellationToken cancellationToken) => ReadAsync(folder, new GitChoice(), cancellationToken);

    /// <param name="folder">Any folder of the working tree.</param>
    /// <param name="choice">What the user said instead.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    /// <exception cref="UsageException">The commit that the user named is not there.</exception>
    public static async Task<GitFacts> ReadAsync(string folder, GitChoice choice, CancellationToken cancellationToken)
    {
        var named = choice.Revision is { } revision ? await CommitAsync(folder, revision, cancellationToken) : "HEAD";
        var branchTask = AskAsync(folder, ["symbolic-ref", "--short", "-q", "HEAD"], cancellationToken);
        var commitTask = AskAsync(folder, ["log", "-1", named, "--format=%H%x00%s%x00%b%x00%an%x00%ae"], cancellationToken);
        var remoteTask = AskAsync(folder, ["config", "--get", "remote.origin.url"], cancellationToken);
        var defaultTask = AskAsync(folder, ["symbolic-ref", "--short", "-q", "refs/remotes/origin/HEAD"], cancellationToken);
        var branch = await branchTask;
        branch = choice.Branch ?? (choice.Tag is null ? branch : null);
        var commit = (await commitTask)?.Split('\0');
        var defaultBranch = (await defaultTask)?.Split('/', 2)[^1];
        return new GitFacts
        {
            Branch = branch,
            Tag = choice.Tag,
            BranchIsDefault = branch is not null && (defaultBranch is null ? branch is "main" or "master" : branch == defaultBranch),
            RemoteUrl = await remoteTask,
            Revision = commit?[0],
            CommitSubject = commit?[1],
            CommitBody = commit?[2].TrimEnd(),
            AuthorName = commit?[3],
            AuthorEmail = commit?[4],
        };
    }

    private static async Task<string> CommitAsync(string folder, string revision, CancellationToken cancellationToken) =>
        await AskAsync(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"], cancellationToken)
        ?? throw new UsageException($"--revision {revision}: there is no such commit in the repository of {folder}; name a commit, branch or tag of it");

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

/// <summary>What a pipeline is for, where it is not what is checked out.</summary>
/// <param name="Branch">As if it was pushed.</param>
/// <param name="Tag">As if it was pushed; there is no branch then, unless one is named too.</param>
/// <param name="Revision">A commit by any of its names.</param>
internal sealed record GitChoice(string? Branch = null, string? Tag = null, string? Revision = null);
