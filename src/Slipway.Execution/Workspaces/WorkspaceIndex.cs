using Slipway.Execution.Runs;

namespace Slipway.Execution.Workspaces;

/// <summary>A run's workspace layers: a line per layer in a file of the run's folder.</summary>
/// <param name="file">The run's own.</param>
/// <param name="inherited">Those of the run this one reruns, of the one which that reran, and so on. Their layers count for jobs that add none later.</param>
public sealed class WorkspaceIndex(string file, IReadOnlyList<string> inherited)
{
    /// <summary>The file's name in a run's folder.</summary>
    public const string FileName = "workspace.jsonl";

    public void Add(WorkspaceLayer layer) => JsonLines.Append(file, layer, WorkspaceJson.Default.WorkspaceLayer);

    /// <summary>The layers of the given jobs of a workflow, in the order of the jobs and then of time.</summary>
    public IReadOnlyList<WorkspaceLayer> Of(string workflow, IReadOnlyList<string> jobs)
    {
        var newestFirst = inherited.Prepend(file).Select(Read).ToList();
        return [.. jobs.SelectMany(job => newestFirst.Select(layers => Of(layers, workflow, job)).FirstOrDefault(found => found.Count > 0) ?? [])];
    }

    /// <summary>Every layer of a file, for what must be kept.</summary>
    public static IReadOnlyList<WorkspaceLayer> Read(string file) => JsonLines.Read(file, WorkspaceJson.Default.WorkspaceLayer);

    private static List<WorkspaceLayer> Of(IEnumerable<WorkspaceLayer> layers, string workflow, string job) =>
        [.. layers.Where(layer => layer.Workflow == workflow && layer.Job == job).OrderBy(layer => layer.SavedAt)];
}
