using Slipway.Execution.State;
using Slipway.Linux.Locks;

namespace Slipway.Execution.Workspaces;

/// <summary>A run's workspace layers: a line per layer in a file.</summary>
/// <param name="file">The run's own, see <see cref="RunFolder.Workspace"/>.</param>
public sealed class WorkspaceFile(string file) : IWorkspaceIndex
{
    public Task<IReadOnlyList<WorkspaceLayer>> ListAsync(string workflow, CancellationToken cancellationToken) => Task.FromResult(Of(workflow));

    public async Task<bool> TryAddAsync(WorkspaceLayer layer, long mostBytes, CancellationToken cancellationToken)
    {
        using var held = await FileLock.TakeAsync(file + ".lock", cancellationToken);
        if (Of(layer.Workflow).Sum(there => there.Content.Bytes) + layer.Content.Bytes > mostBytes)
        {
            return false;
        }

        Add(layer);
        return true;
    }

    public void Add(WorkspaceLayer layer) => JsonLines.Append(file, layer, WorkspaceJson.Default.WorkspaceLayer);

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

    private IReadOnlyList<WorkspaceLayer> Of(string workflow) => [.. Read(file).Where(layer => layer.Workflow == workflow).OrderBy(layer => layer.SavedAt)];
}
