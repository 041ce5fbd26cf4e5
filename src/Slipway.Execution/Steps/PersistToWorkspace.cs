using Slipway.Execution.Archives;
using Slipway.Execution.Bounds;
using Slipway.Execution.Failures;
using Slipway.Execution.Logs;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Texts;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>The step <c>persist_to_workspace</c>.</summary>
/// <remarks>https://circleci.com/docs/guides/orchestrate/workspaces/.</remarks>
internal static class PersistToWorkspace
{
    private const int Level = 1;

    public static async Task<StepOutcome> RunAsync(JobContext job, PersistToWorkspaceStep step, StepLog log, CancellationToken cancellationToken)
    {
        var root = Run.Directory(job.Plan.WorkingDirectory, step.Root);
        log.Say($"Creating workspace archive...\nWorkspace root is {root}");
        var storage = job.Recorder.Storage;
        var stored = (await job.Ports.Workspace.ListAsync(job.Ref.Workflow, cancellationToken)).Sum(layer => layer.Content.Bytes);
        var summary = new TransferSummary(0, 0, []);
        var request = new DownloadRequest { Directory = root, Paths = step.Paths, Globs = true, CompressionLevel = Level };
        var blob = await job.Ports.Blobs.PutAsync(
            async target => summary = await job.Agent.DownloadAsync(
                request,
                new BoundedWriter(new ReportedStream(target, log.Say), storage.Limits.Workspace - stored, storage.Disk, () => TooLarge(storage.Limits)).WriteAsync,
                cancellationToken),
            cancellationToken);
        if (summary.Missing.Count > 0)
        {
            throw new JobFailedException($"The specified paths did not match any files in {root}: {string.Join(", ", summary.Missing)}");
        }

        if (!await job.Ports.Workspace.TryAddAsync(new(job.Ref.Workflow, job.Ref.Job, job.Ref.Node, blob, job.Clock.GetUtcNow()), storage.Limits.Workspace, cancellationToken))
        {
            throw TooLarge(storage.Limits);
        }

        log.Say($"Workspace layer uploaded: {CountText.Of(summary.Entries, "entry", "entries")}, {ByteText.Of(summary.Bytes)}");
        return new StepOutcome.Passed();
    }

    private static JobFailedException TooLarge(StorageLimits limits) =>
        new($"there is no room for this layer: the workspace of a workflow holds at most {limits.Bytes(limits.Workspace, "workspace")}");
}
