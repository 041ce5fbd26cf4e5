namespace Slipway.Execution.Agents;

/// <summary>The ways a process in the container can end, as the runner sees it.</summary>
public abstract record ProcessOutcome
{
    private ProcessOutcome()
    {
    }

    /// <summary>It ended by itself.</summary>
    /// <param name="Code">128 + signal when a signal ended it.</param>
    /// <param name="Signal">The signal, or null.</param>
    /// <param name="OutOfMemory">The kernel killed something in the container for memory while it ran.</param>
    /// <param name="Halted">The job asked for its end with <c>circleci step halt</c>.</param>
    public sealed record Exited(int Code, int? Signal, bool OutOfMemory, bool Halted) : ProcessOutcome;

    /// <summary>It wrote nothing for so long and was killed.</summary>
    public sealed record TimedOut(TimeSpan Silence) : ProcessOutcome;

    /// <summary>The caller's token was canceled and it was killed.</summary>
    public sealed record Canceled : ProcessOutcome;

    /// <summary>It could not be started: no such shell, directory or user. The job's own fault.</summary>
    public sealed record NotStarted(string Reason) : ProcessOutcome;

    /// <summary>The agent or its container is gone; how the process ended is not known.</summary>
    public sealed record ConnectionLost(string Reason) : ProcessOutcome;
}
