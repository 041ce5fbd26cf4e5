using Slipway.Execution.Agents;
using Slipway.Execution.Archives;
using Slipway.Execution.Checkouts;
using Slipway.Execution.Failures;
using Slipway.Execution.Logs;
using Slipway.Execution.Runs;
using Slipway.Linux.Failures;
using Slipway.Linux.Repositories;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Texts;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>
/// The step <c>checkout</c>: the working tree as it is, or a clean commit, from this machine into the primary container. The image needs no git.
/// </summary>
internal static class Checkout
{
    public static async Task<StepOutcome> RunAsync(JobContext job, CheckoutStep step, StepLog log, CancellationToken cancellationToken)
    {
        var directory = RunStepExecution.Directory(job.Plan.WorkingDirectory, step.Path);
        await RefuseForeignFilesAsync(job.Agent, directory, cancellationToken);
        try
        {
            await SendAsync(job, directory, log, cancellationToken);
            return new StepOutcome.Passed();
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

    private static async Task SendAsync(JobContext job, string directory, StepLog log, CancellationToken cancellationToken)
    {
        switch (job.Assignment.Source)
        {
            case JobSource.Commit commit:
                log.Say($"Checking out {commit.Revision} of {commit.Folder} into {directory}");
                await SendRevisionAsync(job.Agent, commit.Folder, commit.Revision, directory, log, cancellationToken);
                break;
            case JobSource.WorkingTree tree:
                await RequireTrustAsync(tree, job.Ports, cancellationToken);
                log.Say($"Checking out the working tree {tree.Folder} as it is into {directory}");
                await SendTreeAsync(job.Agent, tree.Folder, directory, log, cancellationToken);
                break;
        }
    }

    /// <summary>The tree is read when the step runs, and what is checked out may be another by then.</summary>
    /// <exception cref="JobFailedException">A trusted run would get code that is not.</exception>
    public static async Task RequireTrustAsync(JobSource.WorkingTree tree, JobPorts ports, CancellationToken cancellationToken)
    {
        if (tree.Trust is not null && await ports.FindDistrustAsync(tree, cancellationToken) is { } reason)
        {
            throw new JobFailedException(
                $"The working tree {tree.Folder} was trusted when the run began and is not any more: {reason}. Run what is there now in a run of its own, or say --trusted where the code is the project's own");
        }
    }

    private static async Task RefuseForeignFilesAsync(AgentConnection agent, string directory, CancellationToken cancellationToken)
    {
        var there = await agent.StatAsync(new PathRequest("/", directory), cancellationToken);
        var isRepository = (await agent.StatAsync(new PathRequest("/", directory.TrimEnd('/') + "/.git"), cancellationToken)).Kind != FileKind.Missing;
        if (there is { Kind: not FileKind.Missing, Size: > 0 } && !isRepository)
        {
            throw new JobFailedException($"Directory ({there.Path}) you are trying to checkout to is not empty and not a git repository");
        }
    }

    private static async Task SendTreeAsync(AgentConnection agent, string folder, string directory, StepLog log, CancellationToken cancellationToken)
    {
        using var files = await WorkingTree.ListAsync(folder, cancellationToken);
        foreach (var (name, reason) in files.LeftOut)
        {
            log.Say($"Left out {name}: {reason}");
        }

        Say(log, await SendAsync(agent, files.All, directory, log, cancellationToken));
    }

    /// <summary>git writes nothing on this machine: the files of the commit go to the agent as it reads them, and the repository follows with the commit checked out.</summary>
    private static async Task SendRevisionAsync(AgentConnection agent, string project, string revision, string directory, StepLog log, CancellationToken cancellationToken)
    {
        using var git = await Git.OpenAsync(project, cancellationToken);
        if (git is null || await git.CommitIdAsync(revision, cancellationToken) is not { } commit)
        {
            throw new JobFailedException($"{project} has no commit {revision}; name a commit, branch or tag of it");
        }

        TransferSummary? tree = null;
        await git.ArchiveAsync(
            commit, WorkingTree.SecretPatterns, async tar => tree = await agent.UploadAsync(new UploadRequest { Directory = directory }, new ReportedStream(tar, log.Say), cancellationToken), cancellationToken);
        using var files = new CheckoutFiles();
        await new JobRepository(files).AddAsync(git, commit, await git.IndexAsync(commit, cancellationToken), cancellationToken);
        var repository = await SendAsync(agent, files.All, directory, log, cancellationToken);
        Say(log, tree! with { Entries = tree.Entries + repository.Entries, Bytes = tree.Bytes + repository.Bytes });
    }

    private static async Task<TransferSummary> SendAsync(AgentConnection agent, IReadOnlyList<CheckoutFile> files, string directory, StepLog log, CancellationToken cancellationToken)
    {
        await using var tar = CheckoutArchive.Open(files, cancellationToken);
        return await agent.UploadAsync(new UploadRequest { Directory = directory }, new ReportedStream(tar, log.Say), cancellationToken);
    }

    private static void Say(StepLog log, TransferSummary sent) => log.Say($"{CountText.Of(sent.Entries, "file")}, {ByteText.Of(sent.Bytes)}");
}
