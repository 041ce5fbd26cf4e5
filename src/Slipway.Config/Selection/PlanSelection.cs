using Slipway.Model.Plans;

namespace Slipway.Config.Selection;

/// <summary>The part of a plan that is to run, and what is not in it and why.</summary>
/// <param name="Plan">Workflows with at least one job, jobs that run, and requirements among those only.</param>
/// <param name="LeftOut">In the order of the plan.</param>
public sealed record PlanSelection(Plan Plan, IReadOnlyList<LeftOut> LeftOut);

/// <summary>A workflow, or one job of it, that does not run.</summary>
/// <param name="Workflow">The workflow's name.</param>
/// <param name="Job">The job's name; null means the whole workflow.</param>
/// <param name="Reason">The kind of reason.</param>
/// <param name="Explanation">One sentence without a full stop, for the user.</param>
public sealed record LeftOut(string Workflow, string? Job, LeftOutReason Reason, string Explanation);

public enum LeftOutReason
{
    /// <summary>The workflow runs by its timetable only.</summary>
    Scheduled,

    /// <summary>The filters do not let the pushed branch or tag through.</summary>
    Filtered,

    /// <summary>All jobs that it requires are left out.</summary>
    RequirementsLeftOut,

    /// <summary>No job of the workflow is left.</summary>
    Empty,
}
