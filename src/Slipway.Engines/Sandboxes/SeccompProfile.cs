using System.Runtime.InteropServices;

namespace Slipway.Engines.Sandboxes;

/// <summary>
/// Which system calls a sandbox may make: those listed in syscalls.txt, and nothing newer or rarer. Not in the list are loading kernels and modules,
/// bpf, perf events, userfaultfd, io_uring, file handles, swap, quotas, clocks, the kernel's log, keys, and the port instructions. What an engine needs
/// beyond an ordinary container (mount, namespaces) is in it, because the engine's root has power over its own namespaces only. Calls that take memory
/// which no control group counts are allowed but for the arguments that take it.
/// </summary>
internal static class SeccompProfile
{
    private const string Allow = "SCMP_ACT_ALLOW";
    private const string Equal = "SCMP_CMP_EQ";
    private const string MaskedEqual = "SCMP_CMP_MASKED_EQ";
    private const string Fail = "SCMP_ACT_ERRNO";
    private const uint NotPermitted = 1;
    private const uint NoError = 0;
    private const uint NoMemory = 12;
    private const uint NoSuchCall = 38;
    private const ulong Unix = 1;
    private const ulong Netlink = 16;

    // Answered with success and never made: an engine does not outlive its host's power, and a layer cache head is a snapshot, which is durable by
    // itself. So databases in dockerd, in builds and in containers do not wait for the disk, and no engine makes the others wait with sync(2).
    private static readonly string[] Flushes = ["fsync", "fdatasync", "sync", "syncfs", "sync_file_range", "sync_file_range2", "arm_sync_file_range"];

    // Answered as by a kernel without keys, which runc and systemd go on with. Keys are kernel memory that is counted for each user id alone, and an
    // engine has a million of them.
    private static readonly string[] Keys = ["add_key", "request_key", "keyctl"];

    // The calls that take huge pages by a bit of an argument (MAP_HUGETLB, MFD_HUGETLB, SHM_HUGETLB): the host reserved them for somebody, and only
    // some control groups count them. Answered as where none are left, which databases and Java go on with.
    private static readonly (string Name, uint Argument, ulong Bit)[] HugePages = [("mmap", 3, 0x40000), ("mmap2", 3, 0x40000), ("memfd_create", 1, 4), ("shmget", 2, 0x800)];

    private static readonly BitPattern[] PacketSockets = [new(263, 0)];

    // PACKET_RX_RING and PACKET_TX_RING: up to 4 GiB of the host's memory each, which no control group counts.
    private static readonly BitPattern[] Rings = [new(5, 0), new(13, 0)];

    // PACKET_FANOUT: half a megabyte or more of such memory for each socket.
    private static readonly BitPattern FanOut = new(18, 0);

    // Unix, IPv4, IPv6, packets. Not the way to a hypervisor (vsock), kernel cryptography, and the many seldom used families.
    private static readonly ulong[] Families = [Unix, 2, 10, 17];

    // Routes, user's own, diagnosis of sockets, SELinux, audit, netfilter, device events, generic. Not IPsec, iSCSI, RDMA, cryptography.
    private static readonly ulong[] NetlinkProtocols = [0, 2, 4, 7, 9, 12, 15, 16];

    private static readonly BitPattern[] RefusedRequests =
    [
        // Every btrfs request that takes a name: making, cloning and deleting subvolumes, adding devices, resizing.
        new(0x500094_00, 8),
        // BTRFS_IOC_SUBVOL_SETFLAGS: a data root that is read-only.
        new(0x4008941a, 0),
        // BTRFS_IOC_SYNC, BTRFS_IOC_START_SYNC and BTRFS_IOC_WAIT_SYNC: what sync(2) would be.
        new(0x9408, 0),
        new(0x80089418, 0),
        new(0x40089416, 0),
        // BTRFS_IOC_SET_RECEIVED_SUBVOL, of 64 bits and of 32: what a data root says it was received from.
        new(0xc0c89425, 0),
        new(0xc0c09425, 0),
        // TIOCSTI and TIOCLINUX put characters into a terminal's input.
        new(0x5412, 0),
        new(0x541c, 0),
    ];

    /// <param name="allow32Bit">
    /// True: 32-bit programs run, and may make sockets of every family: they do it through one call (socketcall) whose arguments no filter sees.
    /// False: they are killed.
    /// </param>
    /// <param name="allowPacketRings">True: packet sockets have rings, the host's memory that counts for no engine.</param>
    public static OciSeccomp Create(bool allow32Bit, bool allowPacketRings) => new(
        Fail,
        NotPermitted,
        Architectures(allow32Bit),
        [
            new(Names(), Allow),
            new(Flushes, Fail) { ErrnoRet = NoError },
            new(Keys, Fail) { ErrnoRet = NoSuchCall },
            .. Sockets(),
            .. SocketOptions(allowPacketRings ? [FanOut] : [FanOut, .. Rings]),
            .. InputOutputControls(),
            .. HugePageBits(),
        ]);

    /// <summary>The calls that are allowed whatever their arguments.</summary>
    public static IReadOnlyList<string> Names()
    {
        using var stream = typeof(SeccompProfile).Assembly.GetManifestResourceStream("syscalls.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    private static IEnumerable<OciSyscalls> Sockets() =>
    [
        .. Families.Select(family => Rule("socket", new OciSyscallArgument(0, family, 0, Equal))),
        .. NetlinkProtocols.Select(protocol => Rule("socket", new(0, Netlink, 0, Equal), new(2, protocol, 0, Equal))),
        Rule("socketpair", new OciSyscallArgument(0, Unix, 0, Equal)),
    ];

    private static IEnumerable<OciSyscalls> InputOutputControls() =>
        BitPattern.Outside(RefusedRequests).Select(outside => Rule("ioctl", Masked(1, outside)));

    private static IEnumerable<OciSyscalls> SocketOptions(IReadOnlyList<BitPattern> refused) =>
    [
        .. BitPattern.Outside(PacketSockets).Select(level => Rule("setsockopt", Masked(1, level))),
        .. BitPattern.Outside(refused).Select(option => Rule("setsockopt", Masked(1, (uint.MaxValue, PacketSockets[0].Value)), Masked(2, option))),
    ];

    private static IEnumerable<OciSyscalls> HugePageBits() =>
        HugePages.SelectMany(call => (OciSyscalls[])
        [
            Rule(call.Name, Masked(call.Argument, (call.Bit, 0))),
            new([call.Name], Fail) { Args = [Masked(call.Argument, (call.Bit, call.Bit))], ErrnoRet = NoMemory },
        ]);

    private static OciSyscallArgument Masked(uint index, (ulong Mask, ulong Value) bits) => new(index, bits.Mask, bits.Value, MaskedEqual);

    private static OciSyscalls Rule(string name, params OciSyscallArgument[] arguments) => new([name], Allow) { Args = arguments };

    private static string[] Architectures(bool allow32Bit)
    {
        var (own, older) = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? ("SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM") : ("SCMP_ARCH_X86_64", "SCMP_ARCH_X86");
        return allow32Bit ? [own, older] : [own];
    }
}
