namespace Slipway.Linux.Processes;

/// <summary>What this machine's kernel says of a process.</summary>
public static class HostProcess
{
    /// <summary>Whether the path of one of its control groups holds a text, such as the id of a container.</summary>
    /// <exception cref="IOException">The process is gone.</exception>
    public static bool IsIn(int process, string group) => File.ReadAllText($"/proc/{process}/cgroup").Contains(group, StringComparison.Ordinal);
}
