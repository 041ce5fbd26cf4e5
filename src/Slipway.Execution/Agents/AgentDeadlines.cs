namespace Slipway.Execution.Agents;

/// <summary>
/// How long the runner waits for the agent, which may be a stranger's program: an image can replace it. Generous, because a busy machine is no
/// reason to end a job. What is long by its nature, a process and a transfer, must go on instead: by <see cref="ProcessLimits"/> and <see cref="Progress"/>.
/// </summary>
internal static class AgentDeadlines
{
    /// <summary>From the container's start to the agent's first words.</summary>
    public static readonly TimeSpan Hello = TimeSpan.FromMinutes(2);

    /// <summary>To take one frame.</summary>
    public static readonly TimeSpan Write = TimeSpan.FromMinutes(1);

    /// <summary>To answer a question about a path, or to say that a process runs.</summary>
    public static readonly TimeSpan Answer = TimeSpan.FromMinutes(5);

    /// <summary>To read a file of any size for its checksum.</summary>
    public static readonly TimeSpan Hash = TimeSpan.FromMinutes(30);

    /// <summary>Between two signs that an archive goes on.</summary>
    public static readonly TimeSpan Progress = TimeSpan.FromMinutes(10);
}
