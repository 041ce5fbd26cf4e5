namespace Slipway.Model.Plans;

/// <summary>One job of a workflow under its final name, with everything inlined.</summary>
public sealed record JobPlan
{
    /// <summary>The final name, unique in the workflow, as <c>requires</c> and CIRCLE_JOB use it.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the definition it was made from, with its orb (<c>node/test</c>); the same as <see cref="Name"/> for an approval.</summary>
    public required string Definition { get; init; }

    public JobKind Kind { get; init; }

    public IReadOnlyList<Requirement> Requires { get; init; } = [];

    /// <summary>Contexts in the order given; a later one overrides an earlier one.</summary>
    public IReadOnlyList<string> Contexts { get; init; } = [];

    public JobFilters? Filters { get; init; }

    public string? SerialGroup { get; init; }

    /// <summary>The matrix values or arguments that made this job, as text, for display.</summary>
    public IReadOnlyDictionary<string, string> MatrixValues { get; init; } = new Dictionary<string, string>();

    /// <summary>Where the steps run; null unless <see cref="Kind"/> is <see cref="JobKind.Build"/>.</summary>
    public ExecutorPlan? Executor { get; init; }

    public string? ResourceClass { get; init; }

    /// <summary>As written, <c>~/project</c> by default; <c>~</c> is the home of the container's user.</summary>
    public string WorkingDirectory { get; init; } = "~/project";

    /// <summary>The job's shell; null means bash if the image has it, else sh.</summary>
    public string? Shell { get; init; }

    /// <summary>The executor's and the job's <c>environment</c>, merged, in order.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public int Parallelism { get; init; } = 1;

    public IReadOnlyList<StepPlan> Steps { get; init; } = [];

    /// <summary>How many days caches of this job are kept; null means the default.</summary>
    public int? CacheRetentionDays { get; init; }

    public bool CircleciIpRanges { get; init; }

    /// <summary>The plan of a release job.</summary>
    public string? ReleasePlanName { get; init; }
}
