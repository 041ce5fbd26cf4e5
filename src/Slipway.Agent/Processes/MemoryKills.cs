using System.Globalization;
using Slipway.Agent.Linux;

namespace Slipway.Agent.Processes;

/// <summary>How often the kernel has killed something in this container for memory.</summary>
internal static class MemoryKills
{
    private static readonly string[] Files =
        ["/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control", "/sys/fs/cgroup/memory.oom_control"];

    public static long Count()
    {
        var file = Files.FirstOrDefault(File.Exists);
        var lines = file is null ? [] : FileAttempt.Of(() => File.ReadAllLines(file), []);
        return lines
            .Where(line => line.StartsWith("oom_kill ", StringComparison.Ordinal))
            .Select(line => long.Parse(line.AsSpan("oom_kill ".Length), CultureInfo.InvariantCulture))
            .FirstOrDefault();
    }
}
