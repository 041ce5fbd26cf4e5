using Slipway.Model.Events;
using Slipway.Workflows.Graphs;
using Slipway.Workflows.Outcomes;

namespace Slipway.Workflows.Pipelines;

/// <summary>
/// A pipeline as a state machine: what may start, wait and end. It has no clock, no task and no memory of its own; the same inputs give the same outputs, whoever
/// drives it and wherever it was stored meanwhile.
/// </summary>
public static class Pipeline
{
    /// <summary>Takes one input into account. One that does not apply gives the same state and no outputs.</summary>
    public static PipelineChange Apply(PipelineState state, PipelineInput input)
    {
        var outputs = new List<PipelineOutput>();
        var changed = input switch
        {
            PipelineInput.TurnGranted granted when Find(state, granted.Job) is not { Phase: JobPhase.AwaitingTurn } => GiveBack(state, granted.Job, outputs),
            PipelineInput.Started started => Start(state, started, outputs),
            PipelineInput.ContinuationGiven or PipelineInput.ContinuationRefused or PipelineInput.CancelAsked { Workflow: null }
                when state is { Phase: PipelinePhase.Continuing, Outcome: null } => Continue(state, input, outputs),
            PipelineInput.CancelAsked cancel => ChangeWorkflows(state, cancel.Workflow, outputs, machine => machine.Cancel()),
            PipelineInput.RerunAsked rerun when state.Phase == PipelinePhase.Main => ChangeWorkflows(state, rerun.Workflow, outputs, machine => machine.Rerun(rerun.FromStart)) with { Outcome = null },
            PipelineInput.OfJob about => ChangeWorkflows(state, about.Job.Workflow, outputs, machine => machine.Apply(about)),
            _ => state,
        };
        return new PipelineChange(Settle(state, changed, outputs), outputs);
    }

    private static PipelineState Start(PipelineState state, PipelineInput.Started started, List<PipelineOutput> outputs) => state.Phase != PipelinePhase.Empty ? state : state with
    {
        Phase = started.IsSetup ? PipelinePhase.Setup : PipelinePhase.Main,
        Limits = started.Limits,
        Workflows =
        [
            .. started.Workflows.Select(graph => started.Passed.TryGetValue(graph.Name, out var passed)
                ? WorkflowMachine.Begin(graph, 1, started.Limits, outputs, passed)
                : WorkflowMachine.Begin(graph, 1, started.Limits, outputs)),
        ],
    };

    private static PipelineState Continue(PipelineState state, PipelineInput input, List<PipelineOutput> outputs) => input switch
    {
        PipelineInput.ContinuationGiven given => state with
        {
            Phase = PipelinePhase.Main,
            Setup = state.Workflows,
            Workflows = Begin(given.Workflows, state.Workflows.Select(workflow => workflow.Attempt).DefaultIfEmpty().Max() + 1, state.Limits, outputs),
        },
        _ => End(state, input is PipelineInput.CancelAsked ? RunOutcome.Canceled : RunOutcomes.Worst([.. OutcomesOf(state), RunOutcome.InvalidConfig]), outputs),
    };

    private static WorkflowState[] Begin(IEnumerable<WorkflowGraph> graphs, int attempt, WaitLimits limits, List<PipelineOutput> outputs) =>
        [.. graphs.Select(graph => WorkflowMachine.Begin(graph, attempt, limits, outputs))];

    private static PipelineState ChangeWorkflows(PipelineState state, string? name, List<PipelineOutput> outputs, Func<WorkflowMachine, WorkflowState> change) => state with
    {
        Workflows = [.. state.Workflows.Select(workflow => name is null || workflow.Graph.Name == name ? change(new WorkflowMachine(workflow, state.Limits, outputs)) : workflow)],
    };

    /// <summary>Nobody waits for the turn any more, unless it was granted twice.</summary>
    private static PipelineState GiveBack(PipelineState state, JobAttempt job, List<PipelineOutput> outputs)
    {
        if (Find(state, job) is not { HasTurn: true })
        {
            outputs.Add(new PipelineOutput.ReleaseTurn(job));
        }

        return state;
    }

    private static JobState? Find(PipelineState state, JobAttempt job) =>
        state.Workflows.FirstOrDefault(workflow => workflow.Graph.Name == job.Workflow && workflow.Attempt == job.Attempt) is { } found
            ? found.Jobs.Where((_, place) => found.Graph.Jobs[place].Name == job.Job).FirstOrDefault()
            : null;

    private static PipelineState Settle(PipelineState before, PipelineState state, List<PipelineOutput> outputs) => state switch
    {
        { Phase: PipelinePhase.Empty or PipelinePhase.Continuing } or { Outcome: not null } => state,
        _ when state.Workflows.Any(workflow => workflow.Outcome is null) => state,
        { Phase: PipelinePhase.Setup } when RunOutcomes.Worst(OutcomesOf(state)) != RunOutcome.Canceled => Ask(state, outputs),
        // A rerun that had nothing to do leaves the pipeline as it was.
        _ when before.Outcome is { } outcome && outputs.Count == 0 => state with { Outcome = outcome },
        _ => End(state, RunOutcomes.Worst(OutcomesOf(state)), outputs),
    };

    private static PipelineState Ask(PipelineState state, List<PipelineOutput> outputs)
    {
        outputs.Add(new PipelineOutput.AskContinuation());
        return state with { Phase = PipelinePhase.Continuing };
    }

    private static PipelineState End(PipelineState state, RunOutcome outcome, List<PipelineOutput> outputs)
    {
        outputs.Add(new PipelineOutput.PipelineEnded(outcome));
        return state with { Outcome = outcome };
    }

    private static IEnumerable<RunOutcome> OutcomesOf(PipelineState state) => state.Setup.Concat(state.Workflows).Select(workflow => workflow.Outcome).OfType<RunOutcome>();
}

/// <summary>What an input came to.</summary>
public sealed record PipelineChange(PipelineState State, IReadOnlyList<PipelineOutput> Outputs);
