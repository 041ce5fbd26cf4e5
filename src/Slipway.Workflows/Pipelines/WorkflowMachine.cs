using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Workflows.Graphs;
using Slipway.Workflows.Outcomes;

namespace Slipway.Workflows.Pipelines;

/// <summary>One workflow while one input is taken into account: decides what its jobs do next.</summary>
internal sealed class WorkflowMachine(WorkflowState state, WaitLimits limits, List<PipelineOutput> outputs)
{
    private readonly JobTable _table = new(state, outputs);
    private WorkflowState _state = state;

    private IEnumerable<int> Places => Enumerable.Range(0, _table.Jobs.Count);

    /// <param name="graph">The workflow.</param>
    /// <param name="attempt">The number of this attempt.</param>
    /// <param name="limits">Of waiting.</param>
    /// <param name="outputs">Takes what is to be done.</param>
    /// <param name="passed">The jobs that passed in an earlier pipeline, for a rerun of it; null: it is none.</param>
    public static WorkflowState Begin(WorkflowGraph graph, int attempt, WaitLimits limits, List<PipelineOutput> outputs, IReadOnlyCollection<string>? passed = null)
    {
        var state = new WorkflowState
        {
            Graph = graph,
            Jobs = [.. graph.Jobs.Select(job => new JobState { HasPassed = passed?.Contains(job.Name) == true })],
            Attempt = attempt,
            IsRerun = passed is not null,
        };
        outputs.Add(new PipelineOutput.WorkflowStarted(graph.Name, attempt));
        return new WorkflowMachine(state, limits, outputs).Settle();
    }

    public WorkflowState Apply(PipelineInput.OfJob input)
    {
        if (input.Job.Attempt == _state.Attempt && _table.Find(input.Job.Job) is { } place)
        {
            Apply(place, input);
        }

        return Settle();
    }

    /// <summary>Everything that has begun is to end, and nothing more begins.</summary>
    public WorkflowState Cancel()
    {
        if (_state is { Outcome: null, IsCanceled: false })
        {
            _state = _state with { IsCanceled = true };
            foreach (var place in Places.Where(_table.IsActive))
            {
                _table.Cancel(place);
            }
        }

        return Settle();
    }

    /// <summary>Runs it again, because somebody asks: what has not passed, or all of it.</summary>
    public WorkflowState Rerun(bool isFromStart)
    {
        if (_state.Outcome is { } outcome && (isFromStart || outcome != RunOutcome.Passed))
        {
            _state = _state with { IsRerun = true, IsCanceled = false, Outcome = null };
            NextAttempt(isFromStart);
            outputs.Add(new PipelineOutput.WorkflowStarted(_state.Graph.Name, _state.Attempt));
        }

        return Settle();
    }

    private void Apply(int place, PipelineInput.OfJob input)
    {
        switch (input, _table.Jobs[place].Phase)
        {
            case (PipelineInput.NodeEnded ended, JobPhase.Running):
                _table.EndNode(place, ended.Node, ended.Outcome);
                break;
            case (PipelineInput.JobStopped stopped, JobPhase.Running or JobPhase.AwaitingApproval or JobPhase.AwaitingTurn):
                _table.Stop(place, stopped.Outcome);
                break;
            case (PipelineInput.ApprovalGiven given, JobPhase.AwaitingApproval):
                _table.Approve(place, given.By);
                break;
            case (PipelineInput.ApprovalLeftOpen, JobPhase.AwaitingApproval):
                _state = _state with { IsOnHold = true };
                _table.End(place, new JobOutcome.NotRun("it waits for approval"));
                break;
            case (PipelineInput.TurnGranted, JobPhase.AwaitingTurn):
                _table.Grant(place);
                break;
            case (PipelineInput.TurnRefused, JobPhase.AwaitingTurn):
                _table.End(place, new JobOutcome.NotRun($"a newer run took its turn in serial group {_table.Graph(place).Group}"));
                break;
            case (PipelineInput.JobCancelAsked, not (JobPhase.Waiting or JobPhase.Ended)):
                _state = _state with { HasCanceledJob = true };
                _table.Cancel(place);
                break;
            case (PipelineInput.TimerElapsed, JobPhase.AwaitingApproval):
                Cancel();
                break;
            case (PipelineInput.TimerElapsed, JobPhase.AwaitingTurn):
                _state = _state with { IsOverdue = true };
                _table.Cancel(place);
                break;
        }
    }

    /// <summary>Decides all that can be decided until something happens again.</summary>
    private WorkflowState Settle()
    {
        while (_state.Outcome is null)
        {
            var isMoving = true;
            while (isMoving)
            {
                isMoving = false;
                foreach (var place in Places)
                {
                    isMoving |= TryDecide(place);
                }
            }

            if (Places.Any(_table.IsActive))
            {
                break;
            }

            EndAttempt();
        }

        return _state with { Jobs = _table.Jobs };
    }

    /// <summary>Decides about a job that waits, once all that it requires has ended.</summary>
    private bool TryDecide(int place)
    {
        if (_table.Jobs[place].Phase != JobPhase.Waiting)
        {
            return false;
        }

        // A requirement that was filtered out is ignored.
        var required = _table.Graph(place).Requires.Where(requirement => _table.Find(requirement.Job) is not null).ToList();
        if (required.Exists(requirement => OutcomeOf(requirement) is null))
        {
            return false;
        }

        if (required.Find(requirement => !requirement.Statuses.Contains(JobOutcomes.StatusOf(OutcomeOf(requirement)!))) is { } unmet)
        {
            _table.End(place, JobOutcomes.Unmet(unmet));
        }
        else
        {
            Begin(place, _table.Graph(place));
        }

        return true;
    }

    private JobOutcome? OutcomeOf(Requirement requirement) => _table.Jobs[_table.Find(requirement.Job)!.Value].Outcome;

    private void Begin(int place, GraphJob job)
    {
        switch (job)
        {
            case { Kind: JobKind.Build or JobKind.Approval } when _table.Jobs[place].HasPassed:
                _table.Reuse(place);
                break;
            case { Kind: JobKind.Build or JobKind.Approval or JobKind.Lock } when _state.IsCanceled:
                _table.End(place, new JobOutcome.Canceled());
                break;
            case { Kind: JobKind.Approval }:
                _table.Await(place, JobPhase.AwaitingApproval, new PipelineOutput.AskApproval(_table.Ref(place)), limits.Approval);
                break;
            case { Kind: JobKind.Build or JobKind.Lock, Group: { } group }:
                _table.Await(place, JobPhase.AwaitingTurn, new PipelineOutput.TakeTurn(_table.Ref(place), group), limits.Turn);
                break;
            case { Kind: JobKind.Build }:
                _table.Run(place);
                break;
            default:
                _table.End(place, new JobOutcome.Passed());
                Unlock(job);
                break;
        }
    }

    /// <summary>An unlocking job gives back the turn of the lock that it comes after; another lock of the same group may hold it for other jobs.</summary>
    private void Unlock(GraphJob job)
    {
        var upstream = job.Kind == JobKind.Unlock ? new UpstreamJobs(_state.Graph.Jobs, job.Name).Jobs : [];
        foreach (var place in upstream.Select(name => _table.Find(name)!.Value).Where(place => _table.Graph(place).Kind == JobKind.Lock && _table.Graph(place).Group == job.Group))
        {
            _table.Release(place);
        }
    }

    private void EndAttempt()
    {
        foreach (var place in Places)
        {
            // Only jobs that require each other in a circle still wait.
            if (_table.Jobs[place].Phase == JobPhase.Waiting)
            {
                _table.End(place, new JobOutcome.NotRun("jobs that it requires wait for it"));
            }

            // A lock whose unlocking job did not come.
            _table.Release(place);
        }

        var outcome = Outcome();
        if (outcome == RunOutcome.Failed && !_state.IsRerun && _state.AutoReruns < _state.Graph.MaxAutoReruns)
        {
            RerunByItself();
        }
        else
        {
            _state = _state with { Outcome = outcome };
            outputs.Add(new PipelineOutput.WorkflowEnded(_state.Graph.Name, outcome));
        }
    }

    /// <summary>That jobs did not run is no end of their workflow, and that one was canceled in a workflow that was not is our fault. Time that ran out hides no failure.</summary>
    private RunOutcome Outcome()
    {
        var jobs = _table.Jobs.Select(job => job.Outcome).OfType<JobOutcome>().Where(outcome => outcome is not JobOutcome.NotRun)
            .Select(outcome => outcome is JobOutcome.Canceled ? RunOutcome.InfrastructureFailed : JobOutcomes.OfRun(outcome));
        var worst = RunOutcomes.Worst(_state.IsOnHold ? jobs.Append(RunOutcome.OnHold) : jobs);
        return _state.IsCanceled || ((_state.IsOverdue || _state.HasCanceledJob) && worst != RunOutcome.Failed) ? RunOutcome.Canceled : worst;
    }

    private void RerunByItself()
    {
        List<string> failed = [.. Places.Where(place => JobOutcomes.IsFailure(_table.Jobs[place].Outcome)).Select(place => _table.Graph(place).Name)];
        _state = _state with { AutoReruns = _state.AutoReruns + 1 };
        NextAttempt();
        outputs.Add(new PipelineOutput.WorkflowRerun(_state.Graph.Name, _state.AutoReruns, _state.Graph.MaxAutoReruns, failed));
    }

    private void NextAttempt(bool isFromStart = false)
    {
        _state = _state with { Attempt = _state.Attempt + 1, IsOnHold = false, IsOverdue = false, HasCanceledJob = false };
        _table.Reset(_state.Attempt, !isFromStart);
    }
}
