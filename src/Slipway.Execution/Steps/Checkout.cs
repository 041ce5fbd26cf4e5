using Slipway.Execution.Agents;
using Slipway.Execution.Archives;
using Slipway.Execution.Failures;
using Slipway.Execution.Logs;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Texts;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>
/// The step <c>checkout</c>: the job's code from where it lies into the primary container. The image needs no git.
/// </summary>
internal static class Checkout
{
    public static async Task<StepOutcome> RunAsync(JobContext job, CheckoutStep step, StepLog log, CancellationToken cancellationToken)
    {
        var directory = Run.Directory(job.Plan.WorkingDirectory, step.Path);
        await RefuseForeignFilesAsync(job.Agent, directory, cancellationToken);
        var source = job.Ports.OpenSource(job.Assignment.Source);
        log.Say($"Checking out {source.Name} into {directory}");
        var (entries, bytes) = (0L, 0L);
        await source.ReadAsync(
            async tar =>
            {
                var sent = await job.Agent.UploadAsync(new UploadRequest { Directory = directory }, new ReportedStream(tar, log.Say), cancellationToken);
                (entries, bytes) = (entries + sent.Entries, bytes + sent.Bytes);
            },
            log.Say,
            cancellationToken);
        log.Say($"{CountText.Of(entries, "file")}, {ByteText.Of(bytes)}");
        return new StepOutcome.Passed();
    }

    private static async Task RefuseForeignFilesAsync(AgentConnection agent, string directory, CancellationToken cancellationToken)
    {
        var there = await agent.StatAsync(new PathRequest("/", directory), cancellationToken);
        var isRepository = (await agent.StatAsync(new PathRequest("/", directory.TrimEnd('/') + "/.git"), cancellationToken)).Kind != PathKind.Missing;
        if (there is { Kind: not PathKind.Missing, Size: > 0 } && !isRepository)
        {
            throw new JobFailedException($"Directory ({there.Path}) you are trying to checkout to is not empty and not a git repository");
        }
    }
}
