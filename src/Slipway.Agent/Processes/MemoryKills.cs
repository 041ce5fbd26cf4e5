using System.Globalization;

namespace Slipway.Agent.Processes;

/// <summary>How often the kernel has killed something in this container for memory.</summary>
internal static class MemoryKills
{
    private static readonly string[] Files =
        ["/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control", "/sys/fs/cgroup/memory.oom_control"];

    public static long Count()
    {
        foreach (var file in Files)
        {
            try
            {
                if (File.Exists(file))
                {
                    return File.ReadLines(file)
                        .Where(line => line.StartsWith("oom_kill ", StringComparison.Ordinal))
                        .Select(line => long.Parse(line.AsSpan("oom_kill ".Length), CultureInfo.InvariantCulture))
                        .FirstOrDefault();
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                return 0;
            }
        }

        return 0;
    }
}
