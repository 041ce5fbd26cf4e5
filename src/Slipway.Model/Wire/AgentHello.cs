namespace Slipway.Model.Wire;

/// <summary>The agent's first words: which protocol it speaks and where it runs.</summary>
public sealed record AgentHello : IWireMessage<AgentHello>
{
    /// <summary>Raised with every change of the wire format; runner and agent must have the same.</summary>
    public const int CurrentVersion = 3;

    public int Version { get; init; } = CurrentVersion;

    public required int ProcessId { get; init; }

    public required int UserId { get; init; }

    public required int GroupId { get; init; }

    /// <summary>The container user's name, or its number where /etc/passwd does not know it.</summary>
    public required string User { get; init; }

    /// <summary>What <c>~</c> means in the container.</summary>
    public required string Home { get; init; }

    /// <summary>The shell of steps that name none.</summary>
    public required string DefaultShell { get; init; }

    /// <summary>The agent's own folder in the container, the value of <c>CIRCLE_INTERNAL_TASK_DATA</c>.</summary>
    public required string TaskDirectory { get; init; }

    /// <summary>An empty file for <c>BASH_ENV</c> and <c>CIRCLE_SHELL_ENV</c>.</summary>
    public required string BashEnvironmentFile { get; init; }

    /// <summary>As the <c>arch</c> cache key template has it: <c>linux-amd64-6_85</c>.</summary>
    public required string Architecture { get; init; }

    public void Write(PayloadWriter writer)
    {
        writer.Number(Version);
        writer.Number(ProcessId);
        writer.Number(UserId);
        writer.Number(GroupId);
        writer.Text(User);
        writer.Text(Home);
        writer.Text(DefaultShell);
        writer.Text(TaskDirectory);
        writer.Text(BashEnvironmentFile);
        writer.Text(Architecture);
    }

    public static AgentHello Read(PayloadReader reader)
    {
        var version = reader.Number();
        return version != CurrentVersion
            ? throw new WireException($"The agent speaks version {version} of the protocol, the runner version {CurrentVersion}.")
            : new AgentHello
            {
                Version = version,
                ProcessId = reader.Number(),
                UserId = reader.Number(),
                GroupId = reader.Number(),
                User = reader.Text(),
                Home = reader.Text(),
                DefaultShell = reader.Text(),
                TaskDirectory = reader.Text(),
                BashEnvironmentFile = reader.Text(),
                Architecture = reader.Text(),
            };
    }
}
