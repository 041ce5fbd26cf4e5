using System.Globalization;

namespace Slipway.Linux.Cgroups;

/// <summary>What the processes of a control group may use together.</summary>
/// <param name="Cpus">Cores, may be a fraction.</param>
/// <param name="MemoryBytes">There is no swap beside it.</param>
/// <param name="Processes">Processes and threads.</param>
public sealed record CgroupLimits(double Cpus, long MemoryBytes, long Processes)
{
    public const string NumberOfProcesses = "number of processes";
    private const string Memory = "memory";
    private const string Processors = "processors";
    private const int Period = 100_000;
    private const int LeastQuota = 1_000;

    /// <summary>All there are, in words.</summary>
    internal static IReadOnlyList<string> All { get; } = [Memory, Processors, NumberOfProcesses];

    /// <summary>Sets the limits that a group's hierarchy has, also while processes are in it.</summary>
    /// <returns>What is limited now, in words.</returns>
    internal IEnumerable<string> Write(string group)
    {
        var quota = Math.Max(LeastQuota, (long)(Cpus * Period)).ToString(CultureInfo.InvariantCulture);
        var memory = MemoryBytes.ToString(CultureInfo.InvariantCulture);
        // Each file exists in one kind of hierarchy only: version 1 first, then version 2.
        (string? Limited, string File, string Value)[] writes =
        [
            (Memory, "memory.limit_in_bytes", memory),
            (null, "memory.memsw.limit_in_bytes", memory),
            // Memory may never be more than memory and swap: it comes first where the limits fall, last where they rise.
            (Memory, "memory.limit_in_bytes", memory),
            (null, "cpu.cfs_period_us", Period.ToString(CultureInfo.InvariantCulture)),
            (Processors, "cpu.cfs_quota_us", quota),
            (Memory, "memory.max", memory),
            (null, "memory.swap.max", "0"),
            (Processors, "cpu.max", $"{quota} {Period}"),
            (NumberOfProcesses, "pids.max", Processes.ToString(CultureInfo.InvariantCulture)),
        ];
        return [.. writes.Where(write => CgroupFiles.TryWrite(Path.Combine(group, write.File), write.Value)).Select(write => write.Limited).OfType<string>()];
    }
}
