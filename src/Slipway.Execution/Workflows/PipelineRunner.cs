using Slipway.Execution.Runs;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Workflows;

/// <summary>Runs all workflows of a plan at the same time; they share the places for jobs.</summary>
public sealed class PipelineRunner(RunScope run, Approver approver)
{
    private static readonly Dictionary<string, JobOutcome> Nothing = [];

    /// <param name="plan">Selected and complete.</param>
    /// <param name="prior">What an earlier run came to, for a rerun from failed; null for a first run.</param>
    /// <param name="cancellationToken">Cancels the run in order.</param>
    public async Task<RunOutcome> RunAsync(Plan plan, PriorRun? prior, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(run.Choices.ParallelJobs);
        var outcomes = await Task.WhenAll(plan.Workflows.Select(workflow => new WorkflowRunner(run, slots, approver).RunAsync(
            workflow,
            prior?.Outcomes.GetValueOrDefault(workflow.Name) ?? Nothing,
            prior?.Workspaces.GetValueOrDefault(workflow.Name),
            cancellationToken)));
        return Worst(outcomes);
    }

    /// <summary>What a run with these workflows came to.</summary>
    public static RunOutcome Worst(IReadOnlyCollection<RunOutcome> outcomes) =>
        Array.Find([RunOutcome.Canceled, RunOutcome.Failed, RunOutcome.InfrastructureFailed, RunOutcome.InvalidConfig, RunOutcome.OnHold], outcomes.Contains);
}
