using static Slipway.Engines.Isolation.ProbeScript;

namespace Slipway.Engines.Isolation;

/// <summary>
/// The catalogue of attempts from inside an engine. Each runs as root, and each is seen to succeed where nothing holds it: a probe that cannot succeed
/// proves nothing. The canary's places come in the environment.
/// </summary>
internal static class IsolationProbes
{
    public static IReadOnlyList<IsolationProbe> All { get; } =
    [
        .. Files, .. Processes, .. Kernel, .. ControlGroups, .. Disks, .. SharedProbes.All, .. NetworkCharges.All, .. Networks,
    ];

    private static IReadOnlyList<IsolationProbe> Files =>
    [
        new("host-file", "no file of the host can be read", "cat \"$CANARY_FILE\" /proc/1/root\"$CANARY_FILE\" /h\"$CANARY_FILE\" /proc/[0-9]*/root\"$CANARY_FILE\" 2>/dev/null | grep -q ."),
        new("bind-link", "a link in a bind mount's source leads to nothing of the host", "d=$(mktemp -d); ln -s / \"$d/root\"; : > \"$d/there\"; r=1; for p in \"\" /proc/1/root; do mount --bind \"$d/root$p$CANARY_FILE\" \"$d/there\" && grep -q . \"$d/there\" && r=0; umount \"$d/there\" 2>/dev/null; done; rm -rf \"$d\"; exit $r"),
        new("host-socket", "no socket of the host can be reached by its path", """for p in "" /proc/1/root /h /h/proc/1/root; do perl -MSocket=:all -e 'socket(S, AF_UNIX, SOCK_STREAM, 0); exit(connect(S, pack_sockaddr_un($ARGV[0])) ? 0 : 1)' "$p$CANARY_SOCKET" && exit 0; done; exit 1"""),
        new("abstract-socket", "no abstract socket of the host can be reached", """perl -MSocket=:all -e 'socket(S, AF_UNIX, SOCK_STREAM, 0); exit(connect(S, pack_sockaddr_un("\0" . $ARGV[0])) ? 0 : 1)' "$CANARY_KEY" """),
        new("sys-files", "nothing of the host's /sys can be written", Writable + "writable /sys/kernel/mm/transparent_hugepage/enabled /sys/kernel/mm/ksm/run /sys/power/state /sys/kernel/uevent_helper /sys/block/*/queue/read_ahead_kb /sys/devices/system/cpu/cpu1/online"),
        new("kernel-mounts", "no file system that shows the kernel's inside can be mounted", "d=$(mktemp -d); r=1; for t in debugfs tracefs securityfs configfs pstore efivarfs; do mount -t $t none \"$d\" 2>/dev/null && r=0 && umount \"$d\"; done; rmdir \"$d\"; exit $r"),
    ];

    private static IReadOnlyList<IsolationProbe> Processes =>
    [
        new("host-process", "no process of the host can be seen", "all=$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n'); echo \"$all\" | grep -qx \"$CANARY_SECONDS\""),
        new("ptrace", "no process of the host can be traced", """for p in $(cd /proc && echo [0-9]*); do tr '\0' '\n' < /proc/$p/cmdline 2>/dev/null | grep -qx "$CANARY_SECONDS" && perl -e 'exit(syscall(101, 0x4206, 0 + $ARGV[0], 0, 0) == 0 ? 0 : 1)' $p && exit 0; done; exit 1"""),
        new("nsenter", "entering the first process' namespaces leads to nothing of the host", "for p in 1 $CANARY_PID; do nsenter --target $p --mount --root cat \"$CANARY_FILE\" | grep -q . && exit 0; done; exit 1"),
        new("signal", "no process of the host can be signalled", """case "$(tr '\0' ' ' < /proc/$CANARY_PID/cmdline)" in *"sleep $CANARY_SECONDS ") kill -0 $CANARY_PID ;; *) false ;; esac"""),
        new("terminal-input", "nothing can be typed into a terminal", """perl -MPOSIX -e 'open(M, "+<", "/dev/ptmx") or exit 1; $z = pack("i", 0); ioctl(M, 0x40045431, $z); $n = pack("i", 0); ioctl(M, 0x80045430, $n); POSIX::setsid() if fork == 0 or (wait, exit($? >> 8)); open(S, "+<", "/dev/pts/" . unpack("i", $n)) or exit 1; ioctl(S, 0x540e, 0); $c = "x"; exit(ioctl(S, 0x5412, $c) ? 0 : 1)' """) { Needs = "/proc/sys/dev/tty/legacy_tiocsti" },
        new("real-time", "no processor can be kept from the host by real-time priority", """perl -e '$p = pack("i", 1); $r = syscall(144, 0, 1, $p); exit($r == 0 ? 0 : 1)' """),
        new("priority", "no process can go before the host's", """perl -e 'exit(setpriority(0, 0, -5) ? 0 : 1)' """),
        new("keyrings", "no key of the host can be seen", "grep -q \"$CANARY_KEY\" /proc/keys"),
        new("key-request", "no program of the host can be made to fetch a key", Call + "call 249 0 0 0 0"),
    ];

    private static IReadOnlyList<IsolationProbe> Kernel =>
    [
        new("kernel-log", "the kernel's log cannot be read", "perl -e '$b = \"x\" x 4096; $r = syscall(103, 3, $b, 4096); exit($r > 0 ? 0 : 1)' || dmesg 2>/dev/null | grep -q ."),
        new("core-pattern", "the host's core dump handler cannot be set", Writable + "writable /proc/sys/kernel/core_pattern"),
        new("modprobe-path", "the host's module loader cannot be set", Writable + "writable /proc/sys/kernel/modprobe /proc/sys/kernel/hotplug") { Needs = "/proc/sys/kernel/modprobe" },
        new("host-sysctl", "no sysctl outside the engine's namespaces can be set", Writable + "writable /proc/sys/vm/overcommit_memory /proc/sys/kernel/panic /proc/sys/fs/file-max /proc/sys/kernel/randomize_va_space /proc/sys/kernel/keys/maxkeys /proc/sys/net/netfilter/nf_conntrack_max /proc/sys/net/core/bpf_jit_enable /proc/sys/fs/aio-max-nr"),
        new("interpreters", "no interpreter of the host's kernel can be set", """d=$(mktemp -d); r=1; mount -t binfmt_misc none "$d" && { [ -e "$d/$CANARY_KEY" ] && r=0; umount "$d"; }; rmdir "$d"; exit $r""") { Needs = "/proc/sys/fs/binfmt_misc" },
        new("sysrq", "the host cannot be made to reboot", Writable + "writable /proc/sysrq-trigger") { Needs = "/proc/sysrq-trigger" },
        new("reboot", "the host cannot be rebooted", Call + "call 169 1 2 3 0"),
        new("kernel-memory", "the kernel's memory cannot be read", "head -c 16 /proc/kcore 2>/dev/null | grep -q .") { Needs = "/proc/kcore" },
        new("load-module", "no module can be loaded", Call + "call 175 0 0 0") { Needs = "/proc/modules" },
        new("load-kernel", "no other kernel can be loaded", Call + "call 246 0 0 0 0 -1") { Needs = "/sys/kernel/kexec_loaded" },
        new("clock", "the host's clock cannot be set", """perl -e '$b = "\0" x 208; syscall(159, $b); $f = unpack("x16 q", $b); $b = pack("L x12 q", 2, $f) . "\0" x 184; exit(syscall(159, $b) >= 0 ? 0 : 1)' """),
        new("swap", "no swap can be added", Call + "call 167 0 0"),
        new("disk-quota", "no quota of the host's file systems can be set", Call + "call 179 0x800002 0 0 0"),
        new("bpf", "no bpf programs and maps", """perl -e '$a = pack("L4 x112", 2, 4, 4, 1); exit(syscall(321, 0, $a, 128) >= 0 ? 0 : 1)' """),
        new("userfaultfd", "no userfaultfd", Call + "call 323 0"),
        new("perf-events", "no performance events", Call + "call 298 0 0 -1 -1 0"),
        new("io-uring", "no io_uring", Call + "call 425 1 0"),
        new("file-handles", "no files by handle", Call + "call 304 -1 0 0"),
        new("hypervisor-socket", "no socket to the hypervisor", Call + "call 41 40 1 0"),
        new("crypto-socket", "no socket to the kernel's cryptography", Call + "call 41 38 5 0"),
        new("odd-sockets", "no socket of a seldom used family", Call + "for f in 3 4 5 8 9 11 15 21 26 29 30 31 35 37 39 41 42 43 44 45; do call 41 $f 2 0 && exit 0; done; exit 1"),
        new("odd-netlink", "no netlink to IPsec, iSCSI, RDMA, cryptography", Call + "for p in 6 8 18 20 21; do call 41 16 3 $p && exit 0; done; exit 1"),
        new("sockets-of-32-bits", "no socket made past the filter as a 32-bit program", "d=$(mktemp -d); echo " + SocketCall + " | base64 -d > \"$d/p\"; chmod +x \"$d/p\"; test -s \"$d/p\" && \"$d/p\"; r=$?; rm -rf \"$d\"; exit $r") { Needs = "/proc/sys/abi/vsyscall32" },
    ];

    private static IReadOnlyList<IsolationProbe> ControlGroups =>
    [
        new("release-agent", "no program can be run by the host's control groups", Writable + """d=$(mktemp -d); mount -t cgroup -o memory none "$d" 2>/dev/null; writable "$d/release_agent" /sys/fs/cgroup/*/release_agent; r=$?; umount "$d" 2>/dev/null; rmdir "$d" 2>/dev/null; exit $r""") { Needs = "/sys/fs/cgroup/memory/release_agent" },
        new("host-groups", "no control group of the host can be seen, however mounted", """d=$(mktemp -d); r=1; for o in "-t cgroup2" "-t cgroup -o pids" "-t cgroup -o memory" "-t cgroup -o none,name=systemd"; do mount $o none "$d" 2>/dev/null || continue; [ -d "$d/$CANARY_KEY" ] && r=0; umount "$d"; done; rmdir "$d"; exit $r"""),
        new("new-hierarchy", "no hierarchy of control groups can be added", """d=$(mktemp -d); mount -t cgroup -o none,name=slipwayprobe none "$d"; r=$?; umount "$d" 2>/dev/null; rmdir "$d"; exit $r""") { Needs = "/sys/fs/cgroup/memory/release_agent" },
        new("own-limits", "an engine's own limits cannot be raised", Writable + "writable ${CANARY_CGROUP:-/sys/fs/cgroup}/pids/pids.max ${CANARY_CGROUP:-/sys/fs/cgroup}/pids.max ${CANARY_CGROUP:-/sys/fs/cgroup}/memory/memory.limit_in_bytes ${CANARY_CGROUP:-/sys/fs/cgroup}/memory.max ${CANARY_CGROUP:-/sys/fs/cgroup}/devices/devices.allow"),
    ];

    private static IReadOnlyList<IsolationProbe> Disks =>
    [
        new("disk-node", "the host's disks cannot be opened", """d=$(mktemp -d); mknod "$d/disk" b $CANARY_DISK && head -c 512 "$d/disk" >/dev/null; r=$?; rm -rf "$d"; exit $r"""),
        new("disk-mount", "the disk under the engines cannot be mounted", """d=$(mktemp -d); mkdir "$d/m"; mknod "$d/disk" b $CANARY_LOOP; { mount -o ro "$d/disk" "$d/m" || mount -o ro -t btrfs /dev/loop$(echo $CANARY_LOOP | cut -d' ' -f2) "$d/m"; } && umount "$d/m"; r=$?; rm -rf "$d"; exit $r"""),
        new("log-node", "the kernel's log cannot be opened as a device", """d=$(mktemp -d); mknod "$d/log" c 1 11 && dd if="$d/log" of=/dev/null bs=8192 count=1 iflag=nonblock; r=$?; rm -rf "$d"; exit $r"""),
        new("subvolumes", "no subvolume can be made beside the quota", """cd "${CANARY_VOLUME:-/var/lib/docker}" && perl -e 'opendir(D, ".") or exit 1; $f = fileno(D); $a = pack("q3 x32 a4040", 0, 0, 0, "slipway-probe") ; exit(syscall(16, $f, 0x50009418, $a) == 0 ? 0 : 1)'; r=$?; rmdir slipway-probe 2>/dev/null; exit $r"""),
        new("snapshots", "no snapshot can be made beside the quota", """cd "${CANARY_VOLUME:-/var/lib/docker}" && perl -e 'opendir(D, ".") or exit 1; $f = fileno(D); $a = pack("q3 x32 a4040", $f, 0, 0, "slipway-probe-2"); $r = syscall(16, $f, 0x50009417, $a); $d = pack("q a4088", 0, "slipway-probe-2"); syscall(16, $f, 0x5000940f, $d) if $r == 0; exit($r == 0 ? 0 : 1)' """),
        new("subvolume-delete", "no subvolume can be deleted", Ask + "ask \"${CANARY_VOLUME:-/var/lib/docker}\" 5000940f slipway-none"),
        new("subvolume-flags", "no data root can be made read-only", Ask + "ask \"${CANARY_VOLUME:-/var/lib/docker}\" 4008941a"),
        new("disk-limits", "an engine's own disk limit cannot be raised", Ask + "ask \"${CANARY_VOLUME:-/var/lib/docker}\" 8030942b || ask \"${CANARY_VOLUME:-/var/lib/docker}\" c0109428"),
        new("disk-search", "the file system's trees cannot be read past the folders", Ask + "ask \"${CANARY_VOLUME:-/var/lib/docker}\" d0009411"),
        new("disk-resize", "the file system cannot be resized", Ask + "ask \"${CANARY_VOLUME:-/var/lib/docker}\" 50009403"),
    ];

    private static IReadOnlyList<IsolationProbe> Networks =>
    [
        new("host-service", "no service of the host answers by TCP", Connect + Any + "try() { for a in $CANARY_ADDRESSES; do { connect $a $CANARY_PORT && echo y; } & done; }; any try"),
        new("host-datagrams", "no service of the host answers by UDP, broadcast and multicast", Datagram + Any + "try() { for a in $CANARY_ADDRESSES 255.255.255.255 224.0.0.1; do { datagram $a $CANARY_PORT && echo y; } & done; }; any try"),
        new("host-ping", "the host answers no ping", Ping + Any + Own + "try() { for a in $CANARY_ADDRESSES; do own $a || { ping $a && echo y; } & done; }; any try"),
        new("host-service-ipv6", "no service of the host answers by IPv6, link-local and multicast", Connect + Datagram + Any + """[ -z "$CANARY_INSIDE" ] || for f in /proc/sys/net/ipv6/conf/*/disable_ipv6; do echo 0 > $f; done; try() { for s in $(cat /sys/class/net/*/ifindex); do for a in $CANARY_ADDRESSES6; do { connect $a $CANARY_PORT $s && echo y; } & done; { datagram ff02::1 $CANARY_PORT $s && echo y; } & done; }; any try""") { Needs = "/proc/net/if_inet6" },
        new("metadata", "no cloud's metadata service answers", Connect + Any + "try() { for a in " + Clouds + "; do { connect $a 80 && echo y; } & done; }; any try"),
        new("resolver-ports", "a resolver answers nothing but DNS", Connect + "connect $CANARY_RESOLVER $CANARY_PORT"),
        new("other-engine", "no other engine answers", Connect + Any + "try() { for a in $CANARY_ENGINE; do for p in 2376 22; do { connect $a $p && echo y; } & done; done; }; any try"),
        new("job-network", "nothing in a job's network answers", Connect + "connect $CANARY_JOB $CANARY_JOB_PORT"),
        new("egress-range", "a range that the settings allow opens no link of the host's own", Connect + "connect $CANARY_FOREIGN $CANARY_JOB_PORT"),
        new("allowed-egress", "what the settings allow is reached", Connect + "connect $CANARY_ALLOWED $CANARY_ALLOWED_PORT") { IsControl = true },
    ];

    /// <summary>Where clouds tell a machine about itself, and give it passwords: most of them at the first, the others by their name, some at a second one.</summary>
    private const string Clouds = "169.254.169.254 169.254.170.2 168.63.129.16 100.100.100.200 192.0.0.192";

    /// <summary>A whole program of 201 bytes that makes a socket to the hypervisor through the call of 32-bit programs: <c>int 0x80</c>, socketcall(SOCKET, {40, 1, 0}).</summary>
    private const string SocketCall = "f0VMRgIBAQAAAAAAAAAAAAIAPgABAAAAeABAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAEAAOAABAAAAAAAAAAEAAAAFAAAAAAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAAyQAAAAAAAADJAAAAAAAAAAAQAAAAAAAAuAkAAAAx/74AEAAAugMAAABBumIAAABJx8D/////RTHJDwXHACgAAADHQAQBAAAAx0AIAAAAAInBuwEAAAC4ZgAAAM2Awegfice4PAAAAA8F";
}
