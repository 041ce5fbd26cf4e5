using System.Text;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Isolation;

/// <summary>Turns probes into one script, and its output into results. Scripts are for <c>sh</c> with what every Debian has: perl makes the system calls (x86-64's numbers).</summary>
internal static class ProbeScript
{
    /// <summary>A system call by number and arguments; 0 when the kernel let it pass, though it may then dislike the arguments.</summary>
    public const string Call = """call() { perl -e '@a = map { 0 + $_ } @ARGV; $n = shift @a; $r = syscall($n, @a); $e = 0 + $!; exit($r >= 0 || ($e != 1 && $e != 13 && $e != 38) ? 0 : 1)' -- "$@"; }; """;

    /// <summary>A request to the file system under a folder, by number and name; 0 when the kernel let it pass.</summary>
    public const string Ask = """ask() { perl -e 'opendir(D, $ARGV[0]) or exit 1; $f = fileno(D); $b = pack("x8 a4088", $ARGV[2]); $r = syscall(16, $f, hex($ARGV[1]), $b); $e = 0 + $!; exit($r >= 0 || ($e != 1 && $e != 13 && $e != 25) ? 0 : 1)' -- "$@"; }; """;

    /// <summary>Opens for writing without a change; the answer lies in being let.</summary>
    public const string Writable = """writable() { for f in "$@"; do [ -e "$f" ] && perl -e 'exit(open(F, ">>", $ARGV[0]) ? 0 : 1)' "$f" && return 0; done; return 1; }; """;

    /// <summary>Connects by TCP (address, port, link): 0 when somebody answered.</summary>
    public const string Connect = """connect() { perl -MSocket=:all -e '($a, $p, $s) = @ARGV; $six = $a =~ /:/; socket(S, $six ? AF_INET6 : AF_INET, SOCK_STREAM, 0) or exit 1; $SIG{ALRM} = sub { exit 1 }; alarm 2; $t = $six ? pack_sockaddr_in6($p, inet_pton(AF_INET6, $a), $s) : pack_sockaddr_in($p, inet_aton($a)); exit(connect(S, $t) ? 0 : 1)' -- "$@"; }; """;

    /// <summary>Asks by UDP (address, port, link): 0 when somebody answered.</summary>
    public const string Datagram = """datagram() { perl -MSocket=:all -e '($a, $p, $s) = @ARGV; $six = $a =~ /:/; socket(S, $six ? AF_INET6 : AF_INET, SOCK_DGRAM, 0) or exit 1; setsockopt(S, SOL_SOCKET, SO_BROADCAST, 1); $SIG{ALRM} = sub { exit 1 }; alarm 2; $t = $six ? pack_sockaddr_in6($p, inet_pton(AF_INET6, $a), $s) : pack_sockaddr_in($p, inet_aton($a)); send(S, "?", 0, $t) or exit 1; exit(recv(S, $b, 9, 0) ? 0 : 1)' -- "$@"; }; """;

    /// <summary>Pings: 0 when it was answered.</summary>
    public const string Ping = """ping() { perl -MSocket=:all -e 'socket(S, AF_INET, SOCK_RAW, 1) or exit 1; $SIG{ALRM} = sub { exit 1 }; alarm 2; $n = $$ & 0xffff; $m = pack("C2n3", 8, 0, 0, $n, 1); $c = 0; $c += $_ for unpack("n*", $m); $c = ~(($c >> 16) + $c) & 0xffff; send(S, pack("C2n3", 8, 0, $c, $n, 1), 0, pack_sockaddr_in(0, inet_aton($ARGV[0]))) or exit 1; while (recv(S, $b, 99, 0)) { ($t, $i) = unpack("x20 C x3 n", $b); exit 0 if $t == 0 && $i == $n } exit 1' -- "$@"; }; """;

    /// <summary>Whether an address is the engine's own as well as the host's: dockerd gives its bridge the same one in both, and what answers is the engine.</summary>
    public const string Own = """own() { [ -n "$CANARY_INSIDE" ] && ip -o address show to "$1" | grep -q .; }; """;

    /// <summary>Many attempts at once: 0 when one of those that wrote a line got through.</summary>
    public const string Any = """any() { [ -n "$("$@"; wait)" ]; }; """;

    /// <summary>Whether what this process takes and the kernel counts by user is counted for the host's root: its user namespace belongs to that root.</summary>
    public const string Counted = """counted() { perl -e 'open(N, "<", "/proc/self/ns/user") or exit 1; $u = pack("I", 0); ioctl(N, 0xb704, $u) or exit 1; open(M, "<", "/proc/self/uid_map"); $all = join(" ", split(" ", <M>)) eq "0 0 4294967295"; exit(unpack("I", $u) == ($all ? 0 : 65534) ? 0 : 1)'; }; """;

    /// <summary>
    /// Takes memory by a piece of perl that says how many bytes it took: 0 when less than half of them were charged to the engine's control group. It tries three
    /// times, for what was given back before may be taken from the account only now.
    /// </summary>
    public const string Weigh = """weigh() { perl -MSocket=:all -e 'sub usage { for $d ($ENV{CANARY_MEMORY} || (), "/sys/fs/cgroup/memory", "/sys/fs/cgroup") { for $f ("memory.usage_in_bytes", "memory.current") { open(U, "<", "$d/$f") and return 0 + <U> } } exit 0 } for (1 .. 3) { $before = usage(); push @all, @k; @k = (); $n = 0; $taken = eval $ARGV[0]; exit 1 if $taken < 4e6 || usage() - $before >= $taken / 2; sleep 1 } exit 0' "$1"; }; """;

    /// <summary>The script prints a line <c>NAME held</c> or <c>NAME reached</c> for each probe.</summary>
    public static string Write(IEnumerable<IsolationProbe> probes, IReadOnlyDictionary<string, string> canary)
    {
        var script = new StringBuilder();
        foreach (var (name, value) in canary)
        {
            script.Append("export ").Append(name).Append('=').Append(Quote(value)).Append('\n');
        }
        foreach (var probe in probes)
        {
            // What weighs makes ten thousands of things, three times over.
            var seconds = probe.Script.StartsWith(Weigh, StringComparison.Ordinal) ? 90 : 12;
            script.Append($"if timeout {seconds} sh -c {Quote(probe.Script)} >/dev/null 2>&1; then echo '{probe.Name} reached'; else echo '{probe.Name} held'; fi\n");
        }
        return script.ToString();
    }

    /// <summary>Reads the lines of a run; a probe that said nothing is an error, not a success.</summary>
    public static IReadOnlyList<IsolationResult> Read(IEnumerable<IsolationProbe> probes, string output, string from)
    {
        var lines = output.Split('\n').Select(line => line.Trim()).ToHashSet(StringComparer.Ordinal);
        return [.. probes.Select(probe => new IsolationResult(probe.Name, from, probe.Claim, Reached(probe, lines, output, from) == probe.IsControl))];
    }

    private static bool Reached(IsolationProbe probe, HashSet<string> lines, string output, string from) =>
        lines.Contains($"{probe.Name} reached")
        || (lines.Contains($"{probe.Name} held") ? false : throw new InfrastructureException($"The probe {probe.Name} did not run ({from}): {output.Trim()}"));

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
