using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Workflows.Graphs;
using Slipway.Workflows.Pipelines;

namespace Slipway.Workflows.Tests.Pipelines;

/// <summary>What one attempt at a workflow must give out, said of the whole history at once.</summary>
internal sealed class AttemptModel
{
    private readonly IReadOnlyList<PipelineInput> _history;
    private readonly WorkflowGraph _graph;
    private readonly int _attempt;
    private readonly int _begin;
    private readonly IReadOnlyCollection<string> _passed;
    private readonly WaitLimits _limits;
    private readonly Dictionary<string, Fate> _fates = [];
    private readonly HashSet<GraphJob> _stuck;
    private readonly int? _cancel;

    public AttemptModel(IReadOnlyList<PipelineInput> history, WorkflowGraph graph, int attempt, int begin, IReadOnlyCollection<string> passed, WaitLimits limits)
    {
        (_history, _graph, _attempt, _begin, _passed, _limits) = (history, graph, attempt, begin, passed, limits);
        _stuck = [.. graph.Jobs.Where(IsStuck)];
        _cancel = First(begin, input => input is PipelineInput.CancelAsked asked && (asked.Workflow is null || asked.Workflow == graph.Name));
        DecideAll();
        // An approval that is waited for too long cancels, too. What came before it is the same either way.
        var overdue = graph.Jobs.Where(job => job.Kind == JobKind.Approval).Select(TooLong).OfType<int>().DefaultIfEmpty(int.MaxValue).Min();
        if (overdue < (_cancel ?? int.MaxValue))
        {
            _cancel = overdue;
            DecideAll();
        }

        if (!graph.Jobs.Where(job => !_stuck.Contains(job)).All(job => _fates[job.Name].End is not null))
        {
            TellJobs();
            return;
        }

        End = _fates.Values.Select(fate => fate.End).OfType<int>().Append(begin).Max();
        foreach (var job in _stuck)
        {
            _fates[job.Name] = new Fate { End = End, Outcome = new JobOutcome.NotRun("jobs that it requires wait for it") };
        }

        Outcome = OutcomeOf([.. _fates.Values]);
        TellJobs();
    }

    /// <summary>Null: it has not ended.</summary>
    public int? End { get; }

    public RunOutcome? Outcome { get; }

    public List<(int Time, PipelineOutput Output)> Expected { get; } = [];

    /// <summary>When turns were granted that somebody waited for.</summary>
    public List<int> UsedTurns { get; } = [];

    public List<(JobAttempt Job, int From, int Until)> Turns { get; } = [];

    public List<string> Passed => [.. _graph.Jobs.Where(job => _fates[job.Name].Outcome is JobOutcome.Passed).Select(job => job.Name)];

    public List<string> Failed => [.. _graph.Jobs.Where(job => IsFailure(_fates[job.Name])).Select(job => job.Name)];

    private void DecideAll()
    {
        _fates.Clear();
        foreach (var job in _graph.Jobs)
        {
            Decide(job);
        }
    }

    private Fate Decide(GraphJob job)
    {
        if (!_fates.TryGetValue(job.Name, out var fate))
        {
            fate = _stuck.Contains(job) ? new Fate() : Decide(job, [.. RequiredBy(job).Select(required => (required.Requirement, Decide(required.Job)))]);
            _fates[job.Name] = fate;
        }

        return fate;
    }

    private Fate Decide(GraphJob job, List<(Requirement Requirement, Fate Fate)> required)
    {
        if (required.Exists(item => item.Fate.End is null))
        {
            return new Fate();
        }

        var ready = required.Select(item => item.Fate.End!.Value).Append(_begin).Max();
        if (required.Find(item => !item.Requirement.Statuses.Contains(Status(item.Fate.Outcome!))) is { Requirement: { } unmet })
        {
            return new Fate { End = ready, Outcome = new JobOutcome.NotRun($"it requires {unmet.Job} to be {string.Join(" or ", unmet.Statuses.Select(Word))}") };
        }

        return job.Kind switch
        {
            JobKind.Build or JobKind.Approval when _passed.Contains(job.Name) => new Fate { End = ready, Outcome = new JobOutcome.Passed(), IsReused = true },
            JobKind.Build or JobKind.Approval or JobKind.Lock when _cancel <= ready => new Fate { End = ready, Outcome = new JobOutcome.Canceled() },
            JobKind.Approval => Approve(job, ready),
            JobKind.Lock => TakeTurn(job, ready),
            JobKind.Build when job.SerialGroup is not null => TakeTurn(job, ready),
            JobKind.Build => Run(job, ready, new Fate()),
            _ => new Fate { End = ready, Outcome = new JobOutcome.Passed() },
        };
    }

    private Fate Approve(GraphJob job, int ready)
    {
        var fate = new Fate { Asked = ready };
        var end = Earliest(_cancel, First(ready, job, input => input is PipelineInput.ApprovalGiven or PipelineInput.ApprovalLeftOpen or PipelineInput.JobStopped));
        return end is not { } time ? fate
            : time == _cancel ? fate with { End = time, Outcome = new JobOutcome.Canceled() }
            : _history[time] switch
            {
                PipelineInput.ApprovalGiven => fate with { End = time, Outcome = new JobOutcome.Passed() },
                PipelineInput.JobStopped stopped => fate with { End = time, Outcome = stopped.Outcome },
                _ => fate with { End = time, Outcome = new JobOutcome.NotRun("it waits for approval"), IsLeftOpen = true },
            };
    }

    private Fate TakeTurn(GraphJob job, int ready)
    {
        var fate = new Fate { Asked = ready };
        var end = Earliest(_cancel, First(ready, job, input => input is PipelineInput.TurnGranted or PipelineInput.TurnRefused or PipelineInput.TimerElapsed or PipelineInput.JobStopped));
        return end is not { } time ? fate
            : time == _cancel ? fate with { End = time, Outcome = new JobOutcome.Canceled() }
            : _history[time] switch
            {
                PipelineInput.TimerElapsed => fate with { End = time, Outcome = new JobOutcome.Canceled(), IsOverdue = true },
                PipelineInput.TurnRefused => fate with { End = time, Outcome = new JobOutcome.NotRun($"a newer run took its turn in serial group {job.SerialGroup ?? job.Name}") },
                PipelineInput.JobStopped stopped => fate with { End = time, Outcome = stopped.Outcome },
                _ when job.Kind == JobKind.Lock => fate with { Granted = time, End = time, Outcome = new JobOutcome.Passed() },
                _ => Run(job, time, fate with { Granted = time }),
            };
    }

    private Fate Run(GraphJob job, int started, Fate fate)
    {
        var stop = First(started, job, input => input is PipelineInput.JobStopped);
        var ends = Enumerable.Range(0, job.Nodes).Select(node => First(started, job, input => input is PipelineInput.NodeEnded ended && ended.Node == node)).ToList();
        fate = fate with { Started = started };
        if (ends.TrueForAll(time => time < (stop ?? int.MaxValue)))
        {
            return fate with { End = ends.Max(), HasRun = true, Outcome = WorstOf([.. ends.Select(time => ((PipelineInput.NodeEnded)_history[time!.Value]).Outcome)]) };
        }

        var before = ends.FindAll(time => time < stop).ConvertAll(time => ((PipelineInput.NodeEnded)_history[time!.Value]).Outcome);
        return stop is { } stopped
            ? fate with { End = stop, HasRun = before.Count > 0, Outcome = WorstOf([.. before, ((PipelineInput.JobStopped)_history[stopped]).Outcome]) }
            : fate;
    }

    private void TellJobs()
    {
        foreach (var job in _graph.Jobs)
        {
            Tell(job, Ref(job), _fates[job.Name]);
        }
    }

    private void Tell(GraphJob job, JobAttempt name, Fate fate)
    {
        if (fate.Asked is { } asked)
        {
            TellAsked(job, name, asked);
        }

        if (fate.Started is { } started)
        {
            Expected.Add((started, new PipelineOutput.StartJob(name, job.Nodes)));
        }

        // Whatever was under way when the cancel came is canceled.
        if ((fate.Asked ?? fate.Started) < _cancel && !(fate.End < _cancel))
        {
            Expected.Add((_cancel!.Value, new PipelineOutput.CancelJob(name)));
        }

        if (fate.IsOverdue)
        {
            Expected.Add((fate.End!.Value, new PipelineOutput.CancelJob(name)));
        }

        if (fate.End is { } end)
        {
            Expected.Add((end, fate.IsReused ? new PipelineOutput.JobReused(name) : new PipelineOutput.JobEnded(name, fate.Outcome!, fate.HasRun)));
        }

        if (fate.Granted is { } granted)
        {
            TellTurn(name, granted, job.Kind == JobKind.Lock ? Unlocked(job) ?? End : fate.End);
        }
    }

    private void TellAsked(GraphJob job, JobAttempt name, int asked)
    {
        Expected.Add((asked, job.Kind == JobKind.Approval ? new PipelineOutput.AskApproval(name) : new PipelineOutput.TakeTurn(name, job.SerialGroup ?? job.Name)));
        if ((job.Kind == JobKind.Approval ? _limits.Approval : _limits.Turn) is { } limit)
        {
            Expected.Add((asked, new PipelineOutput.StartTimer(name, limit)));
        }
    }

    private void TellTurn(JobAttempt name, int granted, int? released)
    {
        UsedTurns.Add(granted);
        Turns.Add((name, granted, released ?? int.MaxValue));
        if (released is { } time)
        {
            Expected.Add((time, new PipelineOutput.ReleaseTurn(name)));
        }
    }

    /// <summary>When the first unlocking job behind the lock passed.</summary>
    private int? Unlocked(GraphJob theLock) => _graph.Jobs
        .Where(job => job.Kind == JobKind.Unlock && (job.SerialGroup ?? job.Name) == (theLock.SerialGroup ?? theLock.Name) && IsBehind(job, theLock.Name, []) && _fates[job.Name].Outcome is JobOutcome.Passed)
        .Select(job => _fates[job.Name].End).Min();

    private int? TooLong(GraphJob job) =>
        _fates[job.Name].Asked is { } asked && First(asked, job, input => input is PipelineInput.TimerElapsed) is { } time && time < (_fates[job.Name].End ?? int.MaxValue) ? time : null;

    /// <summary>Whether a job is in a circle of requirements, or comes after one.</summary>
    private bool IsStuck(GraphJob job) => _graph.Jobs.Any(other => IsBehind(other, other.Name, []) && (other == job || IsBehind(job, other.Name, [])));

    private bool IsBehind(GraphJob job, string before, HashSet<string> seen) =>
        RequiredBy(job).Any(required => required.Job.Name == before || (seen.Add(required.Job.Name) && IsBehind(required.Job, before, seen)));

    private IEnumerable<(Requirement Requirement, GraphJob Job)> RequiredBy(GraphJob job) =>
        from requirement in job.Requires from other in _graph.Jobs where other.Name == requirement.Job select (requirement, other);

    private RunOutcome OutcomeOf(List<Fate> fates) =>
        _cancel <= End ? RunOutcome.Canceled
        : fates.Exists(IsFailure) ? RunOutcome.Failed
        : fates.Exists(fate => fate.IsOverdue) ? RunOutcome.Canceled
        : fates.Exists(fate => fate.Outcome is JobOutcome.InfrastructureFailed or JobOutcome.Canceled) ? RunOutcome.InfrastructureFailed
        : fates.Exists(fate => fate.IsLeftOpen) ? RunOutcome.OnHold
        : RunOutcome.Passed;

    private static bool IsFailure(Fate fate) => fate.Outcome is JobOutcome.Failed or JobOutcome.TimedOut or JobOutcome.Unauthorized;

    private static JobOutcome WorstOf(List<JobOutcome> nodes) => nodes.MinBy(Badness)!;

    private static int Badness(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Canceled => 0,
        JobOutcome.Failed or JobOutcome.TimedOut or JobOutcome.Unauthorized => 1,
        JobOutcome.InfrastructureFailed => 2,
        JobOutcome.NotRun => 3,
        _ => 4,
    };

    private static RequiredStatus Status(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Passed => RequiredStatus.Success,
        JobOutcome.Canceled => RequiredStatus.Canceled,
        JobOutcome.NotRun => RequiredStatus.NotRun,
        JobOutcome.Unauthorized => RequiredStatus.Unauthorized,
        _ => RequiredStatus.Failed,
    };

    private static string Word(RequiredStatus status) =>
        status == RequiredStatus.Success ? "successful" : status == RequiredStatus.NotRun ? "not run" : $"{status}".ToLowerInvariant();

    private JobAttempt Ref(GraphJob job) => new(_graph.Name, job.Name, _attempt);

    private int? First(int after, GraphJob job, Func<PipelineInput.OfJob, bool> isIt) => First(after, input => input is PipelineInput.OfJob about && about.Job == Ref(job) && isIt(about));

    private int? First(int after, Func<PipelineInput, bool> isIt)
    {
        for (var time = after + 1; time < _history.Count; time++)
        {
            if (isIt(_history[time]))
            {
                return time;
            }
        }

        return null;
    }

    private static int? Earliest(int? one, int? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);

    /// <summary>What became of a job, and when.</summary>
    private sealed record Fate
    {
        public int? Asked { get; init; }

        public int? Granted { get; init; }

        public int? Started { get; init; }

        public int? End { get; init; }

        public JobOutcome? Outcome { get; init; }

        public bool HasRun { get; init; }

        public bool IsReused { get; init; }

        public bool IsLeftOpen { get; init; }

        public bool IsOverdue { get; init; }
    }
}
