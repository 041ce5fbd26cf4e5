using static Slipway.Engines.Isolation.ProbeScript;

namespace Slipway.Engines.Isolation;

/// <summary>
/// The attempts to have the kernel hold much for a network, in a network namespace of their own, that is not charged to the engine: what the kernel does charge. The rest
/// is named in docs/security.md.
/// </summary>
internal static class NetworkCharges
{
    private const string Apart = "$apart ||= syscall(272, 0x40000000) == 0 && system(\"ip link set lo up\") == 0 or exit 1; ";

    private const string Batch = "open(P, \"| ip -force -batch - >/dev/null 2>&1\") or exit 1; ";

    public static IReadOnlyList<IsolationProbe> All { get; } =
    [
        new("routes", "routes are charged to the engine", Weigh + "weigh '" + Apart + Batch + """for (1 .. 40000) { $c++; printf P "route add 10.%d.%d.%d/32 dev lo table 999\n", $c >> 16, $c >> 8 & 255, $c & 255; $n += 110 } close(P); $n' """),
        new("links", "links are charged to the engine", Weigh + "weigh '" + Apart + Batch + """for (1 .. 80) { $c++; print P "link add va$c type veth peer name vb$c\n"; $n += 60000 } close(P); $n' """),
    ];
}
