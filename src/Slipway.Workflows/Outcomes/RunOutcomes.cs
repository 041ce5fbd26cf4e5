using Slipway.Model.Events;

namespace Slipway.Workflows.Outcomes;

/// <summary>What several workflows came to together.</summary>
public static class RunOutcomes
{
    private static readonly RunOutcome[] WorstFirst =
        [RunOutcome.Canceled, RunOutcome.Failed, RunOutcome.InfrastructureFailed, RunOutcome.InvalidConfig, RunOutcome.OnHold];

    /// <summary>The worst of them; of none, a pass.</summary>
    public static RunOutcome Worst(IEnumerable<RunOutcome> outcomes)
    {
        var all = outcomes.ToHashSet();
        return Array.Find(WorstFirst, all.Contains);
    }
}
