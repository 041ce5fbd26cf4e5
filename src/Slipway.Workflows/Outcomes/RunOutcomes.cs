using Slipway.Model.Events;

namespace Slipway.Workflows.Outcomes;

/// <summary>The one order of ends from the worst to a pass: of workflows of a run, of jobs of a workflow and of nodes of a job.</summary>
public static class RunOutcomes
{
    private static readonly RunOutcome[] WorstFirst =
        [RunOutcome.Canceled, RunOutcome.Failed, RunOutcome.InfrastructureFailed, RunOutcome.InvalidConfig, RunOutcome.OnHold, RunOutcome.Passed];

    /// <summary>The worst of them; of none, a pass.</summary>
    public static RunOutcome Worst(IEnumerable<RunOutcome> outcomes) => outcomes.Append(RunOutcome.Passed).MinBy(Rank);

    /// <summary>Where an end stands in the order; the worst stand first.</summary>
    internal static int Rank(RunOutcome outcome) => Array.IndexOf(WorstFirst, outcome);
}
