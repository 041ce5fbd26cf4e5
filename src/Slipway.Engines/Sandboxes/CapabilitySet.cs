using System.Globalization;

namespace Slipway.Engines.Sandboxes;

/// <summary>The kernel's capabilities by name, in the order of their numbers.</summary>
internal static class CapabilitySet
{
    private static readonly string[] Names =
        ("CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW " +
        "IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD " +
        "LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE").Split(' ');

    /// <summary>All that this process may hand on: asking the runtime for more makes it fail.</summary>
    public static IReadOnlyList<string> Available() => Parse(File.ReadLines("/proc/self/status"));

    /// <summary>Reads the bounding set's line of a process' status.</summary>
    public static IReadOnlyList<string> Parse(IEnumerable<string> status)
    {
        var line = status.First(text => text.StartsWith("CapBnd:", StringComparison.Ordinal));
        var bits = ulong.Parse(line.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return [.. Names.Where((_, bit) => (bits >> bit & 1) == 1).Select(name => "CAP_" + name)];
    }

    /// <summary>All that are known and not among the given ones.</summary>
    public static IReadOnlyList<string> Withheld(IReadOnlyList<string> available) => [.. Names.Select(name => "CAP_" + name).Except(available)];
}
