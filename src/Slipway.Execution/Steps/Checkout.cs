using Slipway.Execution.Agents;
using Slipway.Execution.Bounds;
using Slipway.Execution.Checkouts;
using Slipway.Execution.Failures;
using Slipway.Execution.Logs;
using Slipway.Model.Events;
using Slipway.Model.Plans;
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
        var project = job.Run.Facts.Project.Folder;
        if (job.Run.Choices.Revision is not { } revision)
        {
            log.Say($"Checking out the working tree {project} as it is into {directory}");
            await SendAsync(job.Agent, project, directory, log, cancellationToken);
            return new StepOutcome.Passed();
        }

        log.Say($"Checking out {revision} of {project} into {directory}");
        var clone = Path.Combine(job.Run.Recorder.Folder.Incoming, $"checkout-{Guid.NewGuid():N}");
        try
        {
            await CloneAsync(project, revision, job.Run.Facts.Project.Url, clone, cancellationToken);
            await SendAsync(job.Agent, clone, directory, log, cancellationToken);
        }
        finally
        {
            if (Directory.Exists(clone))
            {
                Directory.Delete(clone, recursive: true);
            }
        }

        return new StepOutcome.Passed();
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

    private static async Task SendAsync(AgentConnection agent, string folder, string directory, StepLog log, CancellationToken cancellationToken)
    {
        var files = await WorkingTree.ListAsync(folder, cancellationToken);
        await using var tar = CheckoutArchive.Open(files, cancellationToken);
        var summary = await agent.UploadAsync(new UploadRequest { Directory = directory }, tar, cancellationToken);
        log.Say($"{summary.Entries} files, {ByteText.Of(summary.Bytes)}");
    }

    private static async Task CloneAsync(string project, string revision, string? url, string clone, CancellationToken cancellationToken)
    {
        var cloned = await WorkingTree.RootAsync(project, cancellationToken) is { } root
            && await GitCommand.TryCloneAsync(root, clone, cancellationToken)
            && await GitCommand.TryAsync(clone, cancellationToken, "checkout", "--quiet", "--detach", revision) is not null;
        if (!cloned)
        {
            throw new JobFailedException($"{project} has no commit {revision}; name a commit, branch or tag of it");
        }

        if (url is not null)
        {
            await GitCommand.TryAsync(clone, cancellationToken, "remote", "set-url", "origin", url);
        }
    }
}
