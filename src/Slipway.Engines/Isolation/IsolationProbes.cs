namespace Slipway.Engines.Isolation;

/// <summary>
/// The catalogue of attempts. Each runs as root in <c>sh</c> with what every Debian has (perl makes the system calls), and each is seen
/// to succeed where nothing holds it: a probe that cannot succeed proves nothing. The canary's places come in the environment.
/// </summary>
internal static class IsolationProbes
{
    /// <summary>A system call by number and arguments; 0 when the kernel let it pass, though it may then dislike the arguments.</summary>
    private const string Call = """call() { perl -e '@a = map { 0 + $_ } @ARGV; $n = shift @a; $r = syscall($n, @a); $e = 0 + $!; exit($r >= 0 || ($e != 1 && $e != 13 && $e != 38) ? 0 : 1)' -- "$@"; }; """;

    /// <summary>Opens for writing without a change; the answer lies in being let.</summary>
    private const string Writable = """writable() { for f in "$@"; do [ -e "$f" ] && perl -e 'exit(open(F, ">>", $ARGV[0]) ? 0 : 1)' "$f" && return 0; done; return 1; }; """;

    /// <summary>Connects by TCP; 0 when somebody answered.</summary>
    private const string Connect = """connect() { perl -MSocket=:all -e '($a, $p, $s) = @ARGV; $six = $a =~ /:/; socket(S, $six ? AF_INET6 : AF_INET, SOCK_STREAM, 0) or exit 1; $SIG{ALRM} = sub { exit 1 }; alarm 2; $t = $six ? pack_sockaddr_in6($p, inet_pton(AF_INET6, $a), $s) : pack_sockaddr_in($p, inet_aton($a)); exit(connect(S, $t) ? 0 : 1)' -- "$@"; }; """;

    public static IReadOnlyList<IsolationProbe> All { get; } =
    [
        new("host-file", "no file of the host can be read", "cat \"$CANARY_FILE\" /proc/1/root\"$CANARY_FILE\" /h\"$CANARY_FILE\" /proc/[0-9]*/root\"$CANARY_FILE\" 2>/dev/null | grep -q ."),
        new("host-process", "no process of the host can be seen", "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -qx \"$CANARY_SECONDS\""),
        new("kernel-log", "the kernel's log cannot be read", Call + "perl -e '$b = \"x\" x 4096; $r = syscall(103, 3, $b, 4096); exit($r > 0 ? 0 : 1)' || dmesg 2>/dev/null | grep -q ."),
        new("core-pattern", "the host's core dump handler cannot be set", Writable + "writable /proc/sys/kernel/core_pattern"),
        new("modprobe-path", "the host's module loader cannot be set", Writable + "writable /proc/sys/kernel/modprobe /proc/sys/kernel/hotplug"),
        new("host-sysctl", "no sysctl outside the engine's namespaces can be set", Writable + "writable /proc/sys/vm/overcommit_memory /proc/sys/kernel/panic /proc/sys/fs/file-max /proc/sys/kernel/randomize_va_space"),
        new("sysrq", "the host cannot be made to reboot", Writable + "writable /proc/sysrq-trigger"),
        new("kernel-memory", "the kernel's memory cannot be read", "head -c 16 /proc/kcore 2>/dev/null | grep -q ."),
        new("load-module", "no module can be loaded", Call + "call 175 0 0 0"),
        new("load-kernel", "no other kernel can be loaded", Call + "call 246 0 0 0 0 -1"),
        new("bpf", "no bpf programs and maps", Call + """perl -e '$a = pack("L4 x112", 2, 4, 4, 1); exit(syscall(321, 0, $a, 128) >= 0 ? 0 : 1)' """),
        new("userfaultfd", "no userfaultfd", Call + "call 323 0"),
        new("perf-events", "no performance events", Call + "call 298 0 0 -1 -1 0"),
        new("file-handles", "no files by handle", Call + "call 304 -1 0 0"),
        new("disk-node", "the host's disks cannot be opened", """d=$(mktemp -d); mknod "$d/disk" b $CANARY_DISK && head -c 512 "$d/disk" >/dev/null; r=$?; rm -rf "$d"; exit $r"""),
        new("release-agent", "no program can be run by the host's control groups", Writable + """d=$(mktemp -d); mount -t cgroup -o memory none "$d" 2>/dev/null; writable "$d/release_agent" /sys/fs/cgroup/*/release_agent; r=$?; umount "$d" 2>/dev/null; rmdir "$d" 2>/dev/null; exit $r"""),
        new("own-limits", "an engine's own limits cannot be raised", Writable + "writable ${CANARY_CGROUP:-/sys/fs/cgroup}/pids/pids.max ${CANARY_CGROUP:-/sys/fs/cgroup}/pids.max ${CANARY_CGROUP:-/sys/fs/cgroup}/memory/memory.limit_in_bytes ${CANARY_CGROUP:-/sys/fs/cgroup}/memory.max"),
        new("keyrings", "no key of the host can be seen", "grep -q \"$CANARY_KEY\" /proc/keys"),
        new("subvolumes", "no subvolume can be made beside the quota", """cd "${CANARY_VOLUME:-/var/lib/docker}" && perl -e 'opendir(D, ".") or exit 1; $f = fileno(D); $a = pack("q3 x32 a4040", 0, 0, 0, "slipway-probe") ; exit(syscall(16, $f, 0x50009418, $a) == 0 ? 0 : 1)'; r=$?; rmdir slipway-probe 2>/dev/null; exit $r"""),
        new("host-service", "no service of the host answers", Connect + "for a in $CANARY_ADDRESSES; do connect $a $CANARY_PORT && exit 0; done; exit 1"),
        new("host-service-ipv6", "no service of the host answers by IPv6", Connect + """for s in $(cat /sys/class/net/*/ifindex); do for a in $CANARY_ADDRESSES6; do connect $a $CANARY_PORT $s && exit 0; done; done; exit 1"""),
        new("other-engine", "no other engine answers", Connect + "for a in $CANARY_ENGINE; do for p in 2376 22; do connect $a $p && exit 0; done; done; exit 1"),
    ];

    /// <summary>One script for all: prints a line <c>NAME held</c> or <c>NAME reached</c> for each.</summary>
    public static string Script(IReadOnlyDictionary<string, string> canary) => string.Concat(
        canary.Select(pair => $"export {pair.Key}={Quote(pair.Value)}\n").Concat(
        All.Select(probe => $"if timeout 12 sh -c {Quote(probe.Script)} >/dev/null 2>&1; then echo '{probe.Name} reached'; else echo '{probe.Name} held'; fi\n")));

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
