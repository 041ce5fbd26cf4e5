using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Runs;

/// <summary>An earlier run by workflow name.</summary>
/// <param name="Outcomes">Of its jobs.</param>
/// <param name="Workspaces">The ids of its workspaces.</param>
public sealed record PriorRun(
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, JobOutcome>> Outcomes, IReadOnlyDictionary<string, Guid?> Workspaces)
{
    /// <summary>The jobs that need not run again.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Passed { get; } = Outcomes.ToDictionary(
        workflow => workflow.Key,
        IReadOnlyList<string> (workflow) => [.. workflow.Value.Where(job => job.Value is JobOutcome.Passed).Select(job => job.Key)]);

    /// <summary>Whether there is nothing of the plan to run again.</summary>
    public bool HasPassed(Plan plan) => plan.Workflows.All(workflow =>
        Outcomes.TryGetValue(workflow.Name, out var jobs) && workflow.Jobs.All(job => jobs.GetValueOrDefault(job.Name) is JobOutcome.Passed));
}
