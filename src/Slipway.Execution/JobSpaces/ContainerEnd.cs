namespace Slipway.Execution.JobSpaces;

/// <summary>Why a primary container is gone.</summary>
public abstract record ContainerEnd
{
    private ContainerEnd()
    {
    }

    /// <summary>It is not: only the connection is.</summary>
    public sealed record StillRuns : ContainerEnd;

    /// <summary>The job's limit was reached and the kernel chose the container's first process.</summary>
    public sealed record OutOfMemory : ContainerEnd;

    /// <summary>An entrypoint that was preserved came to its end.</summary>
    public sealed record EntrypointEnded(int ExitCode) : ContainerEnd;

    public sealed record AgentEnded(string Reason) : ContainerEnd;

    /// <summary>Docker was told to end it, or ended it with itself.</summary>
    public sealed record StoppedFromOutside : ContainerEnd
    {
        public const string Reason = "the primary container was stopped from outside: Docker was started anew, or somebody stopped the container";
    }

    /// <summary>Docker does not know it, or does not answer.</summary>
    public sealed record Unknown(string Reason) : ContainerEnd;
}
