using static Slipway.Engines.Isolation.ProbeScript;

namespace Slipway.Engines.Isolation;

/// <summary>
/// The attempts to use up, from inside an engine, what the kernel has once for the whole machine or counts by user. They take little, for a moment: what matters is who
/// pays. Whatever needs no more than memory must be charged to the engine's own control group, whatever is counted must not be counted for the host's root.
/// </summary>
internal static class SharedProbes
{
    private const string UnshareIpc = "$apart ||= syscall(272, 0x08000000) == 0 or exit 1; ";

    public static IReadOnlyList<IsolationProbe> All { get; } = [.. Refused, .. Counts, .. Charges];

    private static IReadOnlyList<IsolationProbe> Refused =>
    [
        new("packet-rings", "no packet socket takes memory that nobody is charged for (rings, fan-out)", """for o in 5 13 18; do perl -MSocket=:all -e 'socket(S, 17, SOCK_RAW, 0) or exit 1; socket(F, 17, SOCK_RAW, 768) or exit 1; exit($ARGV[0] == 18 ? setsockopt(F, 263, 18, pack("S2 L", 7, 0, 16)) ? 0 : 1 : setsockopt(S, 263, 0 + $ARGV[0], pack("L4", 4096, 1, 2048, 2)) ? 0 : 1)' $o && exit 0; done; exit 1"""),
        new("keys", "no key can be made: keys are counted by user id, and an engine has a million", """perl -e '$t = "user"; $d = "slipway-probe"; $p = "x"; exit(syscall(248, $t, $d, $p, 1, -2) >= 0 || syscall(250, 1, 0) >= 0 || syscall(250, 0, -4, 1) >= 0 ? 0 : 1)' """) { Needs = "/proc/keys" },
        new("huge-pages", "no huge page that the host reserved can be taken", """perl -e '$n = "slipway-probe"; exit 0 if syscall(319, $n, 4) >= 0 || syscall(9, 0, 2 << 20, 3, 0x44022, -1, 0) > 0; $i = syscall(29, 0, 2 << 20, 0x800 | 011600); exit 1 if $i < 0; syscall(31, $i, 0, 0)' """) { Needs = "/proc/sys/vm/nr_hugepages" },
    ];

    private static IReadOnlyList<IsolationProbe> Counts =>
    [
        new("inotify", "inotify's instances and watches are not counted for the host's root", Call + Counted + "call 294 0 && counted") { Needs = "/proc/sys/fs/inotify" },
        new("fanotify", "fanotify's groups and marks are not counted for the host's root", Call + Counted + "call 300 512 0 && counted") { Needs = "/proc/sys/fs/fanotify" },
        new("queued-signals", "queued signals and timers are not counted for the host's root", Counted + """perl -MPOSIX -e 'sigprocmask(SIG_BLOCK, POSIX::SigSet->new(40)); kill(40, $$) for 1 .. 9; open(S, "<", "/proc/self/status"); exit(grep(/^SigQ:\s*(9|\d\d+)\//, <S>) ? 0 : 1)' && counted"""),
        new("message-queues", "POSIX message queues are not counted for the host's root", Counted + """perl -e '$n = "slipway-probe"; $r = syscall(240, $n, 0102, 0600, 0); syscall(241, $n); exit($r >= 0 ? 0 : 1)' && counted""") { Needs = "/proc/sys/fs/mqueue" },
        new("locked-memory", "locked shared memory is not counted for the host's root", Counted + """perl -e '$i = syscall(29, 0, 65536, 01600); $r = syscall(31, $i, 11, 0); syscall(31, $i, 0, 0); exit($i >= 0 && $r == 0 ? 0 : 1)' && counted"""),
        new("namespaces", "namespaces are not counted for the host's root", Counted + "for n in 131072 67108864 134217728 268435456 536870912 1073741824 33554432 128; do perl -e 'exit(syscall(272, 0 + $ARGV[0]) == 0 ? 0 : 1)' $n && counted && exit 0; done; exit 1"),
    ];

    private static IReadOnlyList<IsolationProbe> Charges =>
    [
        new("pipes", "what is in pipes is charged to the engine", Weigh + """weigh 'while ($n < 16e6 && @k < 900) { my ($r, $w); pipe($r, $w) or last; push @k, $r, $w; fcntl($w, 1031, 1 << 20); fcntl($w, 4, 04001); $n += $c while $c = syswrite($w, $x ||= "x" x 65536) } $n' """),
        new("socket-buffers", "what is in Unix sockets is charged to the engine", Weigh + """weigh 'while ($n < 16e6 && @k < 900) { my ($r, $w); socketpair($r, $w, AF_UNIX, SOCK_STREAM, 0) or last; push @k, $r, $w; fcntl($w, 4, 04002); $n += $c while $c = syswrite($w, $x ||= "x" x 65536) } $n' """),
        new("memory-files", "files in memory are charged to the engine", Weigh + """weigh 'my $f = "slipway-probe"; $f = syscall(319, $f, 0); open(my $m, "+<&=", $f) or exit 1; push @k, $m; $n += syswrite($m, "x" x 65536) for 1 .. 256; $n' """),
        new("epoll-watches", "what epoll watches is charged to the engine", Weigh + """weigh '@f or @f = map { syscall(290, 0, 0) } 1 .. 200; $e = pack("L x8", 1); for (1 .. 250) { $p = syscall(291, 0); for $f (@f) { $n += 200 if syscall(233, $p, 1, $f, $e) == 0 } } $n' """),
        new("semaphores", "semaphores are charged to the engine", Weigh + "weigh '" + UnshareIpc + "for (1 .. 8) { $n += 64 * 32000 if syscall(64, 0, 32000, 01600) >= 0 } $n'") { Needs = "/proc/sys/kernel/sem" },
        new("messages", "System V messages are charged to the engine", Weigh + "weigh '" + UnshareIpc + """$m = pack("l! a8000", 1, ""); for (1 .. 1200) { $q = msgget(0, 01600); defined $q or last; for (1, 2) { $n += 8000 if msgsnd($q, $m, 04000) } } $n' """) { Needs = "/proc/sys/kernel/msgmni" },
        new("timers", "timers are charged to the engine", Weigh + """weigh '$s = pack("x12 i x48", 1); $t = pack("i", 0); for (1 .. 30000) { $n += 380 if syscall(222, 1, $s, $t) == 0 } $n' """),
    ];
}
