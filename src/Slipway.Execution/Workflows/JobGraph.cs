using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Workflows;

/// <summary>Decides when a job of a workflow may start: every job is a task that first awaits the jobs it requires.</summary>
/// <param name="jobs">The workflow's jobs; their requirements have no cycle.</param>
/// <param name="run">Runs a job whose requirements are met. Does not throw.</param>
/// <param name="leave">Learns of a job that does not run, because its requirements are not met.</param>
public sealed class JobGraph(IReadOnlyList<JobPlan> jobs, Func<JobPlan, Task<JobOutcome>> run, Action<JobPlan, JobOutcome> leave)
{
    private readonly Dictionary<string, Task<JobOutcome>> _started = [];
    private readonly Dictionary<string, JobPlan> _byName = jobs.ToDictionary(job => job.Name);

    /// <summary>Runs all jobs and returns each one's outcome by name.</summary>
    public async Task<IReadOnlyDictionary<string, JobOutcome>> RunAsync()
    {
        foreach (var job in jobs)
        {
            _ = Start(job);
        }

        await Task.WhenAll(_started.Values);
        return _started.ToDictionary(pair => pair.Key, pair => pair.Value.Result);
    }

    /// <summary>The status by which <c>requires</c> knows an outcome.</summary>
    public static RequiredStatus StatusOf(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Passed => RequiredStatus.Success,
        JobOutcome.Canceled => RequiredStatus.Canceled,
        JobOutcome.NotRun => RequiredStatus.NotRun,
        JobOutcome.Unauthorized => RequiredStatus.Unauthorized,
        _ => RequiredStatus.Failed,
    };

    private Task<JobOutcome> Start(JobPlan job)
    {
        if (!_started.TryGetValue(job.Name, out var task))
        {
            // A requirement that was filtered out is ignored.
            var required = job.Requires.Where(requirement => _byName.ContainsKey(requirement.Job))
                .Select(requirement => (requirement, Start(_byName[requirement.Job]))).ToList();
            task = RunAfterAsync(job, required);
            _started[job.Name] = task;
        }

        return task;
    }

    private async Task<JobOutcome> RunAfterAsync(JobPlan job, List<(Requirement Requirement, Task<JobOutcome> Outcome)> required)
    {
        // Not on the thread that builds the graph: every job is to be known before the first one starts.
        await Task.Yield();
        await Task.WhenAll(required.Select(item => item.Outcome));
        var unmet = required.Where(item => !item.Requirement.Statuses.Contains(StatusOf(item.Outcome.Result))).ToList();
        if (unmet.Count == 0)
        {
            return await run(job);
        }

        var outcome = new JobOutcome.NotRun($"it requires {unmet[0].Requirement.Job} to be {string.Join(" or ", unmet[0].Requirement.Statuses.Select(Word))}");
        leave(job, outcome);
        return outcome;
    }

    private static string Word(RequiredStatus status) => status switch
    {
        RequiredStatus.Success => "successful",
        RequiredStatus.NotRun => "not run",
        _ => status.ToString().ToLowerInvariant(),
    };
}
