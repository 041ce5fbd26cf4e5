using System.Text.Json;

namespace Slipway.Execution.Workspaces;

/// <summary>A run's workspace layers: a line per layer in a file of the run's folder.</summary>
/// <param name="file">The run's own.</param>
/// <param name="inherited">That of the run this one reruns; null: none. Its layers count for jobs that add none here.</param>
public sealed class WorkspaceIndex(string file, string? inherited)
{
    private static readonly Lock Writing = new();

    /// <summary>The file's name in a run's folder.</summary>
    public const string FileName = "workspace.jsonl";

    public void Add(WorkspaceLayer layer)
    {
        lock (Writing)
        {
            File.AppendAllText(file, JsonSerializer.Serialize(layer, WorkspaceJson.Default.WorkspaceLayer) + "\n");
        }
    }

    /// <summary>The layers of the given jobs of a workflow, in the order of the jobs and then of time.</summary>
    public IReadOnlyList<WorkspaceLayer> Of(string workflow, IReadOnlyList<string> jobs)
    {
        var own = Read(file);
        var old = inherited is null ? [] : Read(inherited);
        return [.. jobs.SelectMany(job => Of(own, workflow, job) is { Count: > 0 } here ? here : Of(old, workflow, job))];
    }

    /// <summary>Every layer of a file, for what must be kept.</summary>
    public static IReadOnlyList<WorkspaceLayer> Read(string file) => File.Exists(file)
        ? [.. File.ReadLines(file).Where(line => line.EndsWith('}')).Select(line => JsonSerializer.Deserialize(line, WorkspaceJson.Default.WorkspaceLayer)).OfType<WorkspaceLayer>()]
        : [];

    private static List<WorkspaceLayer> Of(IEnumerable<WorkspaceLayer> layers, string workflow, string job) =>
        [.. layers.Where(layer => layer.Workflow == workflow && layer.Job == job).OrderBy(layer => layer.SavedAt)];
}
