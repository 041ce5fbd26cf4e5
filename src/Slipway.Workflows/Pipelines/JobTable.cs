using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Workflows.Graphs;
using Slipway.Workflows.Outcomes;

namespace Slipway.Workflows.Pipelines;

/// <summary>The jobs of one workflow while one input is taken into account: the changes that a job can undergo, each with what it gives to do. A place is a job's index in the graph.</summary>
internal sealed class JobTable(WorkflowState state, List<PipelineOutput> outputs)
{
    private readonly JobState[] _jobs = [.. state.Jobs];
    private readonly Dictionary<string, int> _places = state.Graph.Jobs.Index().ToDictionary(job => job.Item.Name, job => job.Index, StringComparer.Ordinal);
    private int _attempt = state.Attempt;

    public IReadOnlyList<JobState> Jobs => _jobs;

    /// <returns>Null: the workflow has no such job.</returns>
    public int? Find(string job) => _places.TryGetValue(job, out var place) ? place : null;

    public GraphJob Graph(int place) => state.Graph.Jobs[place];

    public JobAttempt Ref(int place) => new(state.Graph.Name, Graph(place).Name, _attempt);

    /// <summary>Whether something outside is under way for it.</summary>
    public bool IsActive(int place) => _jobs[place].Phase is not (JobPhase.Waiting or JobPhase.Ended);

    public void Await(int place, JobPhase phase, PipelineOutput output, TimeSpan? limit)
    {
        _jobs[place] = _jobs[place] with { Phase = phase };
        outputs.Add(output);
        if (limit is { } after)
        {
            outputs.Add(new PipelineOutput.StartTimer(Ref(place), after));
        }
    }

    public void Run(int place)
    {
        _jobs[place] = _jobs[place] with { Phase = JobPhase.Running, Nodes = new JobOutcome?[Graph(place).Nodes] };
        outputs.Add(new PipelineOutput.StartJob(Ref(place), Graph(place).Nodes));
    }

    public void Approve(int place, string? by)
    {
        _jobs[place] = _jobs[place] with { ApprovedBy = by };
        End(place, new JobOutcome.Passed());
    }

    public void Grant(int place)
    {
        _jobs[place] = _jobs[place] with { HasTurn = true };
        if (Graph(place).Kind == JobKind.Lock)
        {
            End(place, new JobOutcome.Passed());
        }
        else
        {
            Run(place);
        }
    }

    public void Release(int place)
    {
        if (_jobs[place].HasTurn)
        {
            _jobs[place] = _jobs[place] with { HasTurn = false };
            outputs.Add(new PipelineOutput.ReleaseTurn(Ref(place)));
        }
    }

    public void EndNode(int place, int node, JobOutcome outcome)
    {
        JobOutcome?[] nodes = [.. _jobs[place].Nodes];
        if (node < 0 || node >= nodes.Length || nodes[node] is not null)
        {
            return;
        }

        nodes[node] = outcome;
        _jobs[place] = _jobs[place] with { Nodes = nodes };
        if (!nodes.Contains(null))
        {
            End(place, JobOutcomes.OfNodes([.. nodes.OfType<JobOutcome>()]), hasRun: true);
        }
    }

    /// <summary>Ends a job with those of its nodes that have no end yet.</summary>
    public void Stop(int place, JobOutcome outcome)
    {
        var ended = _jobs[place].Nodes.OfType<JobOutcome>().ToList();
        _jobs[place] = _jobs[place] with { Nodes = [.. _jobs[place].Nodes.Select(node => node ?? outcome)] };
        End(place, JobOutcomes.OfNodes([.. ended, outcome]), hasRun: ended.Count > 0);
    }

    /// <summary>Cancels what a job is at. Nodes that run tell their ends; nothing else that it waited for matters any more.</summary>
    public void Cancel(int place)
    {
        outputs.Add(new PipelineOutput.CancelJob(Ref(place)));
        if (_jobs[place].Phase != JobPhase.Running)
        {
            End(place, new JobOutcome.Canceled());
        }
    }

    public void Reuse(int place)
    {
        _jobs[place] = _jobs[place] with { Phase = JobPhase.Ended, Outcome = new JobOutcome.Passed() };
        outputs.Add(new PipelineOutput.JobReused(Ref(place)));
    }

    /// <summary>Ends a job. The turn of a lock outlives it.</summary>
    public void End(int place, JobOutcome outcome, bool hasRun = false)
    {
        _jobs[place] = _jobs[place] with { Phase = JobPhase.Ended, Outcome = outcome };
        outputs.Add(new PipelineOutput.JobEnded(Ref(place), outcome, hasRun));
        if (Graph(place).Kind != JobKind.Lock)
        {
            Release(place);
        }
    }

    /// <summary>Lets all jobs wait again.</summary>
    /// <param name="keepsPassed">Whether it counts what of them passed.</param>
    public void Reset(int attempt, bool keepsPassed)
    {
        _attempt = attempt;
        for (var place = 0; place < _jobs.Length; place++)
        {
            var hasPassed = keepsPassed && _jobs[place].Outcome is JobOutcome.Passed;
            _jobs[place] = new JobState { HasPassed = hasPassed, ApprovedBy = hasPassed ? _jobs[place].ApprovedBy : null };
        }
    }
}
