using Slipway.Model.Plans;

namespace Slipway.Config.Selection;

/// <summary>
/// Whether a job's own filters let it run. A job runs for every branch unless it filters branches, and for no tag unless it filters tags
/// (https://circleci.com/docs/guides/orchestrate/workflows/#executing-workflows-for-a-git-tag).
/// </summary>
internal static class JobFilterDecision
{
    /// <summary>Null when the job runs, else why it does not.</summary>
    public static string? WhyNot(JobFilters? filters, PushedRef pushed)
    {
        if (filters?.Expression is { } expression)
        {
            return filters.ExpressionResult == true ? null : $"its filter is not true: {expression}";
        }

        return pushed.IsTag ? WhyNotForTag(filters?.Tags, pushed) : WhyNotForBranch(filters?.Branches, pushed);
    }

    private static string? WhyNotForTag(RefFilter? tags, PushedRef pushed)
    {
        if (tags is null)
        {
            return "it has no tag filter, so it does not run for tags";
        }

        return RefFilterMatch.Passes(tags, pushed.Tag!) ? null : $"its tag filter does not let {pushed.Describe()} through";
    }

    private static string? WhyNotForBranch(RefFilter? branches, PushedRef pushed) =>
        branches is null || RefFilterMatch.Passes(branches, pushed.Branch ?? string.Empty) ? null
        : pushed.Branch is null ? "it has a branch filter, and no branch is checked out here; --branch names one"
        : $"its branch filter does not let {pushed.Describe()} through";
}
