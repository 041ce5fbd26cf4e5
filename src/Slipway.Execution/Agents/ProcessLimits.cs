namespace Slipway.Execution.Agents;

/// <summary>How long a process may be silent, and what time it has to end after SIGTERM.</summary>
public sealed record ProcessLimits
{
    public static ProcessLimits None { get; } = new();

    /// <summary>Time without output after which the process is killed; null means any.</summary>
    public TimeSpan? Silence { get; init; }

    /// <summary>Between SIGTERM and SIGKILL.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);
}
