namespace Slipway.Workflows.Graphs;

/// <summary>The jobs of a workflow that end before a job starts, in the order of the graph.</summary>
public sealed class UpstreamJobs
{
    private readonly Dictionary<string, HashSet<string>> _before = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GraphJob> _byName;

    public UpstreamJobs(IEnumerable<GraphJob> workflow, string job)
    {
        _byName = workflow.ToDictionary(other => other.Name, StringComparer.Ordinal);
        var order = new List<string>();
        Visit(job, order);
        order.Remove(job);
        Jobs = order;
    }

    /// <summary>Every job comes after those it requires.</summary>
    public IReadOnlyList<string> Jobs { get; }

    /// <summary>True when neither of two jobs, or nodes of a job, comes after the other.</summary>
    public bool AreConcurrent((string Job, int Node) one, (string Job, int Node) other) =>
        one.Job == other.Job ? one.Node != other.Node : !Before(one.Job).Contains(other.Job) && !Before(other.Job).Contains(one.Job);

    private HashSet<string> Before(string job) => _before.TryGetValue(job, out var found) ? found : [];

    private HashSet<string> Visit(string job, List<string> order)
    {
        if (_before.TryGetValue(job, out var known))
        {
            return known;
        }

        var before = new HashSet<string>(StringComparer.Ordinal);
        _before[job] = before;
        foreach (var required in _byName.TryGetValue(job, out var found) ? found.Requires.Select(requirement => requirement.Job).Where(_byName.ContainsKey) : [])
        {
            before.Add(required);
            before.UnionWith(Visit(required, order));
        }

        order.Add(job);
        return before;
    }
}
