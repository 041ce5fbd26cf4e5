namespace Slipway.Model.Plans;

/// <summary>A job of the same workflow, by its final name, and the outcomes of it that let this job start.</summary>
public sealed record Requirement(string Job, IReadOnlyList<RequiredStatus> Statuses);

/// <summary>Outcomes that <c>requires</c> can name; <c>terminal</c> is written out as all of them.</summary>
public enum RequiredStatus
{
    Success,
    Failed,
    Canceled,
    Unauthorized,
    NotRun,
}
