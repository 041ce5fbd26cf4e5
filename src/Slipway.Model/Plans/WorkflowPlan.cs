namespace Slipway.Model.Plans;

/// <summary>One workflow: a graph of jobs joined by <see cref="JobPlan.Requires"/>.</summary>
public sealed record WorkflowPlan
{
    public required string Name { get; init; }

    public required IReadOnlyList<JobPlan> Jobs { get; init; }

    /// <summary>How often the workflow is rerun from failed by itself, 1–5.</summary>
    public int? MaxAutoReruns { get; init; }

    /// <summary>Not empty: the workflow runs by this timetable and not on a push.</summary>
    public IReadOnlyList<SchedulePlan> Schedules { get; init; } = [];
}
