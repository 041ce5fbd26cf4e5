using System.Runtime.InteropServices;

namespace Slipway.Engines.Sandboxes;

/// <summary>
/// Which system calls a sandbox may make: those listed in syscalls.txt, and nothing newer or rarer. Not in the list are loading kernels and modules,
/// bpf, perf events, userfaultfd, io_uring, file handles, swap, quotas, clocks and the port instructions. What an engine needs beyond an ordinary
/// container (mount, namespaces, keyrings) is in it, because the engine's root has power over its own namespaces only.
/// </summary>
internal static class SeccompProfile
{
    private const string Allow = "SCMP_ACT_ALLOW";
    private const string Fail = "SCMP_ACT_ERRNO";
    private const uint NotPermitted = 1;
    private const uint NoError = 0;

    // Answered with success and never made: an engine does not outlive its host's power, and a layer cache head is a snapshot, which is durable by
    // itself. So databases in dockerd, in builds and in containers do not wait for the disk, and no engine makes the others wait with sync(2).
    private static readonly string[] Flushes = ["fsync", "fdatasync", "sync", "syncfs", "sync_file_range", "sync_file_range2", "arm_sync_file_range"];

    // AF_ALG and AF_VSOCK: kernel cryptography's large attack surface, and the way to a hypervisor.
    private const ulong KernelCryptography = 38;
    private const ulong HypervisorSockets = 40;

    // The first 24 bits of every btrfs request that takes a name: making, cloning and deleting subvolumes, adding devices, resizing.
    private const uint BtrfsNamed = 0x500094;

    public static OciSeccomp Create() => new(
        Fail, NotPermitted, Architectures(), [new(Names(), Allow), new(Flushes, Fail) { ErrnoRet = NoError }, .. Sockets(), .. InputOutputControls()]);

    /// <summary>The calls that are allowed whatever their arguments.</summary>
    public static IReadOnlyList<string> Names()
    {
        using var stream = typeof(SeccompProfile).Assembly.GetManifestResourceStream("syscalls.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }

    private static IEnumerable<OciSyscalls> Sockets()
    {
        yield return Rule("socket", new(0, KernelCryptography, 0, "SCMP_CMP_LT"));
        yield return Rule("socket", new(0, KernelCryptography + 1, 0, "SCMP_CMP_EQ"));
        yield return Rule("socket", new(0, HypervisorSockets, 0, "SCMP_CMP_GT"));
    }

    // "Not those 24 bits" as one rule per bit that differs: comparing the whole number would let set upper halves pass, which the kernel ignores.
    private static IEnumerable<OciSyscalls> InputOutputControls()
    {
        for (var bit = 0; bit < 24; bit++)
        {
            var mask = 1UL << (bit + 8);
            var differing = (BtrfsNamed >> bit & 1) == 1 ? 0UL : mask;
            yield return Rule("ioctl", new(1, mask, differing, "SCMP_CMP_MASKED_EQ"));
        }
    }

    private static OciSyscalls Rule(string name, OciSyscallArgument argument) => new([name], Allow) { Args = [argument] };

    private static string[] Architectures() =>
        RuntimeInformation.OSArchitecture == Architecture.Arm64
            ? ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"]
            : ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"];
}
