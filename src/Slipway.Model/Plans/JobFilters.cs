namespace Slipway.Model.Plans;

/// <summary>When a job runs, by the branch or tag that was pushed. Kept in the plan to be shown; <c>PlanSelector</c> applies it.</summary>
/// <param name="Branches">Branch patterns, null when there are none.</param>
/// <param name="Tags">Tag patterns, null when there are none: then the job does not run for tags.</param>
/// <param name="Expression">The expression form; when it is present the other two are absent.</param>
/// <param name="ExpressionResult">What the expression gave for the pipeline values of this compilation.</param>
public sealed record JobFilters(RefFilter? Branches = null, RefFilter? Tags = null, string? Expression = null, bool? ExpressionResult = null);
