using System.Globalization;
using Slipway.Execution.Jobs;
using Slipway.Execution.Logs;
using Slipway.Execution.Runs;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Wire;

namespace Slipway.Execution.Steps;

/// <summary>The workflow's workspace: each persist adds a layer, attaching unpacks the layers of all upstream jobs in the order of the graph.</summary>
internal static class WorkspaceExecution
{
    public static async Task<StepOutcome> PersistAsync(JobContext job, PersistToWorkspaceStep step, StepLog log, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(FolderOf(job), RunFolder.FileName(job.Plan.Name));
        var count = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.tar.zst").Count() : 0;
        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{job.Ref.Node:000}-{count:000}.tar.zst"));
        var request = new DownloadRequest { Directory = StepPaths.Resolve(job, step.Root), Paths = step.Paths, Globs = true };
        var summary = await StoredArchive.SaveAsync(job.Agent, request, file, cancellationToken);
        if (summary.Entries == 0)
        {
            File.Delete(file);
        }

        StoredArchive.RequireContent(summary);
        log.Say($"Workspace layer of {summary.Entries} entries, {summary.Bytes} bytes");
        return new StepOutcome.Passed();
    }

    public static async Task<StepOutcome> AttachAsync(JobContext job, AttachWorkspaceStep step, StepLog log, CancellationToken cancellationToken)
    {
        var target = StepPaths.Resolve(job, step.At);
        var layers = job.Upstream
            .Select(name => Path.Combine(FolderOf(job), RunFolder.FileName(name)))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.tar.zst").Order(StringComparer.Ordinal))
            .ToList();
        foreach (var layer in layers)
        {
            var summary = await StoredArchive.RestoreAsync(job.Agent, layer, target, cancellationToken);
            log.Say($"Applied the layer of {Path.GetFileName(Path.GetDirectoryName(layer))}: {summary.Entries} entries, {summary.Bytes} bytes");
        }

        if (layers.Count == 0)
        {
            log.Say("The workspace is empty: no job before this one has persisted anything");
        }

        return new StepOutcome.Passed();
    }

    private static string FolderOf(JobContext job) => Path.Combine(job.Run.State.Storage, "workspaces", job.Numbers.Workspace.ToString());
}
