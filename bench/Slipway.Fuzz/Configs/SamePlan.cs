using Slipway.Model.Plans;

namespace Slipway.Fuzz.Configs;

/// <summary>Takes out of a plan what tells only where it came from, which a processed config no longer says.</summary>
internal static class SamePlan
{
    public static Plan Comparable(Plan plan) => plan with
    {
        Orbs = [],
        Workflows = [.. plan.Workflows.Select(workflow => workflow with { Jobs = [.. workflow.Jobs.Select(Comparable)] })],
    };

    private static JobPlan Comparable(JobPlan job) => job with
    {
        Definition = string.Empty,
        MatrixValues = new Dictionary<string, string>(),
        Filters = job.Filters is { Expression: not null } filters ? filters with { Expression = string.Empty } : job.Filters,
    };
}
