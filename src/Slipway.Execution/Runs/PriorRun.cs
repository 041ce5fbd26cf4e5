using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Runs;

/// <summary>An earlier run by workflow name.</summary>
/// <param name="Outcomes">Of its jobs.</param>
/// <param name="Workspaces">The ids of its workspaces.</param>
public sealed record PriorRun(
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, JobOutcome>> Outcomes, IReadOnlyDictionary<string, Guid?> Workspaces)
{
    /// <summary>Whether there is nothing of the plan to run again.</summary>
    public bool HasPassed(Plan plan) => plan.Workflows.All(workflow =>
        Outcomes.TryGetValue(workflow.Name, out var jobs) && workflow.Jobs.All(job => jobs.GetValueOrDefault(job.Name) is JobOutcome.Passed));
}
