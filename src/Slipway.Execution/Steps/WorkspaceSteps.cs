using Slipway.Execution.Archives;
using Slipway.Execution.Blobs;
using Slipway.Execution.Bounds;
using Slipway.Execution.Failures;
using Slipway.Execution.Logs;
using Slipway.Execution.Workspaces;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Texts;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>The steps <c>persist_to_workspace</c> and <c>attach_workspace</c>.</summary>
/// <remarks>https://circleci.com/docs/guides/orchestrate/workspaces/.</remarks>
internal static class WorkspaceSteps
{
    private const int Level = 1;

    public static async Task<StepOutcome> PersistAsync(JobContext job, PersistToWorkspaceStep step, StepLog log, CancellationToken cancellationToken)
    {
        var root = RunStepExecution.Directory(job.Plan.WorkingDirectory, step.Root);
        log.Say($"Creating workspace archive...\nWorkspace root is {root}");
        var storage = job.Recorder.Storage;
        var index = IndexOf(job);
        var summary = new TransferSummary(0, 0, []);
        var request = new DownloadRequest { Directory = root, Paths = step.Paths, Globs = true, CompressionLevel = Level };
        var blob = await job.Ports.Blobs.PutAsync(
            async target => summary = await job.Agent.DownloadAsync(
                request,
                new BoundedWriter(new ReportedStream(target, log.Say), storage.Limits.Workspace - index.BytesOf(job.Ref.Workflow), storage.Disk, () => TooLarge(storage.Limits)).WriteAsync,
                cancellationToken),
            cancellationToken);
        if (summary.Missing.Count > 0)
        {
            throw new JobFailedException($"The specified paths did not match any files in {root}: {string.Join(", ", summary.Missing)}");
        }

        if (!await index.TryAddAsync(new(job.Ref.Workflow, job.Ref.Job, job.Ref.Node, blob, job.Clock.GetUtcNow()), storage.Limits.Workspace, cancellationToken))
        {
            throw TooLarge(storage.Limits);
        }

        log.Say($"Workspace layer uploaded: {CountText.Of(summary.Entries, "entry", "entries")}, {ByteText.Of(summary.Bytes)}");
        return new StepOutcome.Passed();
    }

    public static async Task<StepOutcome> AttachAsync(JobContext job, AttachWorkspaceStep step, StepLog log, CancellationToken cancellationToken)
    {
        var directory = RunStepExecution.Directory(job.Plan.WorkingDirectory, step.At);
        var limits = job.Recorder.Storage.Limits;
        var layers = IndexOf(job).Of(job.Ref.Workflow, job.Upstream.Jobs);
        log.Say($"Downloading workspace layers\n  {CountText.Of(layers.Count, "layer")} into {directory}");
        foreach (var layer in layers)
        {
            // Nothing is unpacked where something is missing.
            await RequireAsync(job, layer, cancellationToken);
        }

        if (await LayerConflict.FindAsync(layers, (one, other) => job.Upstream.AreConcurrent((one.Job, one.Node), (other.Job, other.Node)), job.Ports.Blobs, limits, cancellationToken) is { } conflict)
        {
            throw new JobFailedException(conflict);
        }

        foreach (var layer in layers)
        {
            await using var content = await job.Ports.Blobs.OpenReadAsync(layer.Content, cancellationToken);
            var summary = await job.Agent.UploadAsync(new UploadRequest { Directory = directory, Compressed = true, MostBytes = limits.Unpacked }, new ReportedStream(content, log.Say), cancellationToken);
            log.Say($"  {layer.Job} - {ByteText.Of(summary.Bytes)}, {CountText.Of(summary.Entries, "entry", "entries")}");
        }

        return new StepOutcome.Passed();
    }

    private static JobFailedException TooLarge(StorageLimits limits) =>
        new($"there is no room for this layer: the workspace of a workflow holds at most {limits.Bytes(limits.Workspace, "workspace")}");

    private static async Task RequireAsync(JobContext job, WorkspaceLayer layer, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = await job.Ports.Blobs.OpenReadAsync(layer.Content, cancellationToken);
        }
        catch (BlobGoneException exception)
        {
            throw new JobFailedException($"the workspace layer of {layer.Job} is gone from this machine: run the workflow again from its start", exception);
        }
    }

    private static WorkspaceIndex IndexOf(JobContext job) => new(Path.Combine(job.Ports.Folder.Path, WorkspaceIndex.FileName));
}
