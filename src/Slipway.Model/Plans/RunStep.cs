namespace Slipway.Model.Plans;

/// <summary><c>run</c>, and the older <c>deploy</c> and <c>shell</c>: one shell with one text.</summary>
public sealed record RunStep : StepPlan
{
    public required string Command { get; init; }

    /// <summary>The step's own shell; null means the job's.</summary>
    public string? Shell { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public bool Background { get; init; }

    /// <summary>Relative to the job's; null means the job's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>How long the step may be silent.</summary>
    public TimeSpan NoOutputTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often the step is run again when it fails, 0–5.</summary>
    public int MaxAutoReruns { get; init; }

    public TimeSpan AutoRerunDelay { get; init; }

    /// <summary>Written as <c>deploy</c>: with parallelism it runs on node 0 only.</summary>
    public bool IsDeploy { get; init; }
}
