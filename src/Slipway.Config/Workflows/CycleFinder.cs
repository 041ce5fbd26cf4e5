using Slipway.Config.Compilation;
using Slipway.Config.Diagnostics;
using Slipway.Config.Jobs;
using Slipway.Model.Plans;

namespace Slipway.Config.Workflows;

/// <summary>Finds jobs that wait for each other in a circle, without recursion.</summary>
internal static class CycleFinder
{
    private const int MaxShown = 8;

    /// <summary>Each is searched for in all that is left of the graph.</summary>
    private const int MaxReported = 20;

    public static void Report(CompileSession session, List<InvokedJob> jobs)
    {
        var byName = jobs.ToDictionary(job => job.Plan.Name, StringComparer.Ordinal);
        var left = Stuck(byName);
        for (var reported = 0; left.Count > 0 && reported < MaxReported; reported++)
        {
            var cycle = Walk(left.Values.First(), left);
            var first = cycle[0];
            session.Diagnostics.Report(WorkflowDiagnostics.RequiresCycle, first.Span, first.Plan.Name, Path(cycle));
            foreach (var job in cycle)
            {
                left.Remove(job.Plan.Name);
            }

            left = Stuck(left);
        }
    }

    private static string Path(List<InvokedJob> cycle)
    {
        var names = cycle.Take(MaxShown).Select(job => job.Plan.Name);
        var rest = cycle.Count > MaxShown ? names.Append("…") : names;
        return string.Join(" → ", rest.Append(cycle[0].Plan.Name));
    }

    /// <summary>Takes away what can run, until only circles and what waits for them is left.</summary>
    private static Dictionary<string, InvokedJob> Stuck(Dictionary<string, InvokedJob> jobs)
    {
        var waiting = jobs.ToDictionary(job => job.Key, job => Requirements(job.Value, jobs).Count(), StringComparer.Ordinal);
        var followers = jobs.Values.SelectMany(job => Requirements(job, jobs).Select(required => (required, job.Plan.Name))).ToLookup(pair => pair.required, pair => pair.Name, StringComparer.Ordinal);
        var ready = new Stack<string>(waiting.Where(job => job.Value == 0).Select(job => job.Key));
        var left = new Dictionary<string, InvokedJob>(jobs, StringComparer.Ordinal);
        while (ready.TryPop(out var name))
        {
            left.Remove(name);
            foreach (var follower in followers[name].Where(follower => --waiting[follower] == 0))
            {
                ready.Push(follower);
            }
        }

        return left;
    }

    private static IEnumerable<string> Requirements(InvokedJob job, Dictionary<string, InvokedJob> jobs) =>
        job.Plan.Requires.Select((Requirement requirement) => requirement.Job).Where(jobs.ContainsKey).Distinct(StringComparer.Ordinal);

    /// <summary>Every stuck job requires a stuck job, so going from one to the next must come round.</summary>
    private static List<InvokedJob> Walk(InvokedJob start, Dictionary<string, InvokedJob> stuck)
    {
        var path = new List<InvokedJob>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var current = start;
        while (places.TryAdd(current.Plan.Name, path.Count))
        {
            path.Add(current);
            current = stuck[Requirements(current, stuck).First()];
        }

        return path[places[current.Plan.Name]..];
    }
}
