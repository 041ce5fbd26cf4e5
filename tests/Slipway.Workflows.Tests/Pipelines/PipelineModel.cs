using Slipway.Model.Events;
using Slipway.Workflows.Graphs;
using Slipway.Workflows.Pipelines;

namespace Slipway.Workflows.Tests.Pipelines;

/// <summary>
/// What a pipeline must give out, said of its whole history at once: when a job was ready is when the last one that it requires ended, and it ended with the first
/// input that ends it. It has no state; a time is the place of an input in the history. Slow, and meant to be obvious.
/// </summary>
internal sealed class PipelineModel(IReadOnlyList<PipelineInput> history)
{
    private readonly List<(int Time, PipelineOutput Output)> _expected = [];
    private readonly HashSet<int> _usedTurns = [];
    private readonly List<(JobAttempt Job, int From, int Until)> _turns = [];
    private readonly WaitLimits _limits = ((PipelineInput.Started)history[0]).Limits;

    /// <summary>Each output with the time of the input that it answers.</summary>
    public IReadOnlyList<(int Time, PipelineOutput Output)> Tell()
    {
        var started = (PipelineInput.Started)history[0];
        if (started.IsSetup)
        {
            TellSetup(started);
        }
        else
        {
            TellMain(started.Workflows, 0, 1, [], started.Passed);
        }

        TellTurnsThatNobodyWaitsFor();
        return _expected;
    }

    private void TellSetup(PipelineInput.Started started)
    {
        var workflows = started.Workflows.Select(graph => TellWorkflow(graph, 0, 1, started.Passed.GetValueOrDefault(graph.Name), mayRerun: false)).ToList();
        if (workflows.Exists(workflow => workflow[^1].End is null))
        {
            return;
        }

        var ended = workflows.Select(workflow => workflow[^1].End!.Value).DefaultIfEmpty(0).Max();
        List<RunOutcome> outcomes = [.. workflows.Select(workflow => workflow[^1].Outcome!.Value)];
        if (outcomes.Contains(RunOutcome.Canceled))
        {
            _expected.Add((ended, new PipelineOutput.PipelineEnded(RunOutcome.Canceled)));
            return;
        }

        _expected.Add((ended, new PipelineOutput.AskContinuation()));
        if (First(ended, input => input is PipelineInput.ContinuationGiven or PipelineInput.ContinuationRefused or PipelineInput.CancelAsked { Workflow: null }) is not { } answered)
        {
            return;
        }

        switch (history[answered])
        {
            case PipelineInput.ContinuationGiven given:
                var attempt = workflows.Select(workflow => workflow[^1].Attempt).DefaultIfEmpty(0).Max() + 1;
                TellMain(given.Workflows, answered, attempt, outcomes, new Dictionary<string, IReadOnlyList<string>>());
                break;
            case PipelineInput.ContinuationRefused:
                _expected.Add((answered, new PipelineOutput.PipelineEnded(Worst([.. outcomes, RunOutcome.InvalidConfig]))));
                break;
            default:
                _expected.Add((answered, new PipelineOutput.PipelineEnded(RunOutcome.Canceled)));
                break;
        }
    }

    private void TellMain(IReadOnlyList<WorkflowGraph> graphs, int begin, int attempt, List<RunOutcome> setup, IReadOnlyDictionary<string, IReadOnlyList<string>> passed)
    {
        var workflows = graphs.Select(graph => TellWorkflow(graph, begin, attempt, passed.GetValueOrDefault(graph.Name), mayRerun: true)).ToList();
        // The pipeline ends whenever a workflow does and all the others have.
        foreach (var time in workflows.SelectMany(workflow => workflow).Select(attempts => attempts.End).OfType<int>().Append(graphs.Count == 0 ? begin : -1).Where(time => time >= 0).Distinct())
        {
            var last = workflows.Select(workflow => workflow.Last(other => other.Begin <= time)).ToList();
            if (last.TrueForAll(other => other.End <= time && other.Outcome is not null))
            {
                _expected.Add((time, new PipelineOutput.PipelineEnded(Worst([.. setup, .. last.Select(other => other.Outcome!.Value)]))));
            }
        }
    }

    /// <summary>The attempts at a workflow; one that is rerun by itself has no outcome.</summary>
    private List<(int Attempt, int Begin, int? End, RunOutcome? Outcome)> TellWorkflow(WorkflowGraph graph, int begin, int attempt, IReadOnlyCollection<string>? passed, bool mayRerun)
    {
        List<(int Attempt, int Begin, int? End, RunOutcome? Outcome)> attempts = [];
        var (isRerun, reruns) = (passed is not null, 0);
        _expected.Add((begin, new PipelineOutput.WorkflowStarted(graph.Name, attempt)));
        while (true)
        {
            var jobs = new AttemptModel(history, graph, attempt, begin, passed ?? [], _limits);
            Take(jobs);
            passed = jobs.Passed;
            var canRerun = jobs.Outcome == RunOutcome.Failed && !isRerun && reruns < graph.MaxAutoReruns;
            attempts.Add((attempt, begin, jobs.End, canRerun ? null : jobs.Outcome));
            if (jobs.End is not { } end)
            {
                return attempts;
            }

            attempt++;
            if (canRerun)
            {
                reruns++;
                _expected.Add((end, new PipelineOutput.WorkflowRerun(graph.Name, reruns, graph.MaxAutoReruns, jobs.Failed)));
                begin = end;
                continue;
            }

            _expected.Add((end, new PipelineOutput.WorkflowEnded(graph.Name, jobs.Outcome!.Value)));
            if (!mayRerun || jobs.Outcome == RunOutcome.Passed || First(end, input => input is PipelineInput.RerunAsked asked && asked.Workflow == graph.Name) is not { } again)
            {
                return attempts;
            }

            (begin, isRerun) = (again, true);
            _expected.Add((begin, new PipelineOutput.WorkflowStarted(graph.Name, attempt)));
        }
    }

    private void Take(AttemptModel attempt)
    {
        _expected.AddRange(attempt.Expected);
        _usedTurns.UnionWith(attempt.UsedTurns);
        _turns.AddRange(attempt.Turns);
    }

    private void TellTurnsThatNobodyWaitsFor()
    {
        for (var time = 0; time < history.Count; time++)
        {
            if (history[time] is PipelineInput.TurnGranted { Job: var job } && !_usedTurns.Contains(time) && !_turns.Exists(turn => turn.Job == job && turn.From < time && time < turn.Until))
            {
                _expected.Add((time, new PipelineOutput.ReleaseTurn(job)));
            }
        }
    }

    private int? First(int after, Func<PipelineInput, bool> isIt) => Enumerable.Range(after + 1, history.Count - after - 1).Where(time => isIt(history[time])).Cast<int?>().FirstOrDefault();

    private static RunOutcome Worst(List<RunOutcome> outcomes) =>
        outcomes.Contains(RunOutcome.Canceled) ? RunOutcome.Canceled
        : outcomes.Contains(RunOutcome.Failed) ? RunOutcome.Failed
        : outcomes.Contains(RunOutcome.InfrastructureFailed) ? RunOutcome.InfrastructureFailed
        : outcomes.Contains(RunOutcome.InvalidConfig) ? RunOutcome.InvalidConfig
        : outcomes.Contains(RunOutcome.OnHold) ? RunOutcome.OnHold
        : RunOutcome.Passed;
}
