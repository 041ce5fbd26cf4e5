using Slipway.Execution.Archives;
using Slipway.Execution.Blobs;
using Slipway.Execution.Failures;
using Slipway.Execution.Logs;
using Slipway.Execution.Workspaces;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Texts;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>The step <c>attach_workspace</c>.</summary>
/// <remarks>https://circleci.com/docs/guides/orchestrate/workspaces/.</remarks>
internal static class AttachWorkspace
{
    public static async Task<StepOutcome> RunAsync(JobContext job, AttachWorkspaceStep step, StepLog log, CancellationToken cancellationToken)
    {
        var directory = Run.Directory(job.Plan.WorkingDirectory, step.At);
        var limits = job.Recorder.Storage.Limits;
        var all = (await job.Ports.Workspace.ListAsync(job.Ref.Workflow, cancellationToken)).ToLookup(layer => layer.Job);
        List<WorkspaceLayer> layers = [.. job.Upstream.Jobs.SelectMany(name => all[name])];
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
            var summary = await SendAsync(job, layer, new UploadRequest { Directory = directory, Compressed = true, MostBytes = limits.Unpacked }, log, cancellationToken);
            log.Say($"  {layer.Job} - {ByteText.Of(summary.Bytes)}, {CountText.Of(summary.Entries, "entry", "entries")}");
        }

        return new StepOutcome.Passed();
    }

    private static async Task<TransferSummary> SendAsync(JobContext job, WorkspaceLayer layer, UploadRequest request, StepLog log, CancellationToken cancellationToken)
    {
        await using var content = await job.Ports.Blobs.OpenReadAsync(layer.Content, cancellationToken);
        await using var reported = new ReportedStream(content, log.Say);
        return await job.Agent.UploadAsync(request, reported, cancellationToken);
    }

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
}
