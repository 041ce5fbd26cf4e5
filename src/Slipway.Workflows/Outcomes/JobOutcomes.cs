using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Workflows.Outcomes;

/// <summary>What follows from the outcome of a job or a node.</summary>
public static class JobOutcomes
{
    /// <summary>What a job came to by its nodes: it has passed if all of them have.</summary>
    /// <param name="nodes">One at least.</param>
    public static JobOutcome OfNodes(IReadOnlyList<JobOutcome> nodes) =>
        nodes.MinBy(outcome => RunOutcomes.Rank(OfRun(outcome)))!;

    /// <summary>Where the end of a job stands in the order of <see cref="RunOutcomes"/>: one that did not run is as a run that waits.</summary>
    public static RunOutcome OfRun(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Passed => RunOutcome.Passed,
        JobOutcome.Canceled => RunOutcome.Canceled,
        JobOutcome.NotRun => RunOutcome.OnHold,
        JobOutcome.InfrastructureFailed => RunOutcome.InfrastructureFailed,
        _ => RunOutcome.Failed,
    };

    /// <summary>The status by which <c>requires</c> knows an outcome.</summary>
    public static RequiredStatus StatusOf(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Passed => RequiredStatus.Success,
        JobOutcome.Canceled => RequiredStatus.Canceled,
        JobOutcome.NotRun => RequiredStatus.NotRun,
        JobOutcome.Unauthorized => RequiredStatus.Unauthorized,
        _ => RequiredStatus.Failed,
    };

    /// <summary>Whether it makes its workflow a failed one; a failure of the infrastructure does not.</summary>
    public static bool IsFailure(JobOutcome? outcome) => outcome is JobOutcome.Failed or JobOutcome.TimedOut or JobOutcome.Unauthorized;

    /// <summary>Why a job does not run whose requirement ended otherwise.</summary>
    public static JobOutcome.NotRun Unmet(Requirement requirement) =>
        new($"it requires {requirement.Job} to be {string.Join(" or ", requirement.Statuses.Select(Word))}");

    private static string Word(RequiredStatus status) => status switch
    {
        RequiredStatus.Success => "successful",
        RequiredStatus.NotRun => "not run",
        _ => status.ToString().ToLowerInvariant(),
    };
}
