using Slipway.Execution.Blobs;
using Slipway.Execution.Failures;
using Slipway.Execution.Logs;
using Slipway.Execution.Workspaces;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;
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
        log.Say($"Downloading workspace layers\n  {layers.Count} layers into {directory}");
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
            var summary = await job.Agent.UploadAsync(new UploadRequest { Directory = directory, Compressed = true, MostBytes = limits.Unpacked }, content, cancellationToken);
            log.Say($"  {layer.Job} - {ByteText.Of(summary.Bytes)}, {summary.Entries} entries");
        }

        return new StepOutcome.Passed();
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
