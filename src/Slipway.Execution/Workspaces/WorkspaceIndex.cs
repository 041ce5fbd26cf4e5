using Slipway.Execution.State;
using Slipway.Linux.Locks;

namespace Slipway.Execution.Workspaces;

/// <summary>A run's workspace layers: a line per layer in a file of the run's folder.</summary>
/// <param name="file">The run's own.</param>
public sealed class WorkspaceIndex(string file)
{
    /// <summary>The file's name in a run's folder.</summary>
    public const string FileName = "workspace.jsonl";

    public void Add(WorkspaceLayer layer) => JsonLines.Append(file, layer, WorkspaceJson.Default.WorkspaceLayer);

    /// <summary>Adds a layer unless its workflow's would hold too much together. Safe for all jobs of a run at once, also in several processes.</summary>
    public async Task<bool> TryAddAsync(WorkspaceLayer layer, long mostBytes, CancellationToken cancellationToken)
    {
        using var held = await FileLock.TakeAsync(file + ".lock", cancellationToken);
        if (BytesOf(layer.Workflow) + layer.Content.Bytes > mostBytes)
        {
            return false;
        }

        Add(layer);
        return true;
    }

    /// <summary>What the layers of a workflow hold, as they are stored.</summary>
    public long BytesOf(string workflow) => Read(file).Where(layer => layer.Workflow == workflow).Sum(layer => layer.Content.Bytes);

    /// <summary>The layers of the given jobs of a workflow, in the order of the jobs and then of time.</summary>
    public IReadOnlyList<WorkspaceLayer> Of(string workflow, IReadOnlyList<string> jobs)
    {
        var layers = Read(file);
        return [.. jobs.SelectMany(job => layers.Where(layer => layer.Workflow == workflow && layer.Job == job).OrderBy(layer => layer.SavedAt))];
    }

    /// <summary>Takes over the layers of jobs that are not run again, so that a rerun of this run, and the removal of the earlier one, do not lose them.</summary>
    /// <param name="earlier">The file of the run that this one reruns.</param>
    /// <param name="isReused">Whether a job of a workflow is not run again.</param>
    public void Inherit(string earlier, Func<string, string, bool> isReused)
    {
        foreach (var layer in Read(earlier).Where(layer => isReused(layer.Workflow, layer.Job)))
        {
            Add(layer);
        }
    }

    /// <summary>Every layer of a file, for what must be kept.</summary>
    public static IReadOnlyList<WorkspaceLayer> Read(string file) => JsonLines.Read(file, WorkspaceJson.Default.WorkspaceLayer);
}
