using System.Buffers.Binary;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Btrfs;

/// <summary>
/// What a btrfs file system demands of a kernel: one that lacks any of it cannot mount the file system. A kernel says which it has in /sys/fs/btrfs/features
/// (https://btrfs.readthedocs.io/en/latest/ch-sysfs.html).
/// </summary>
internal static class BtrfsFeatures
{
    public const string OfThisKernel = "/sys/fs/btrfs/features";

    private const long SuperblockOffset = 64 * 1024;
    private const int MagicOffset = 0x40;
    private const int DemandsOffset = 0xbc;
    private const int NewestNumber = 63;

    // Every kernel on which engines run has the older ones, and not all of them tell so.
    private static readonly (int Number, string Name)[] Newer = [(11, "raid1c34"), (12, "zoned"), (13, "extent_tree_v2"), (14, "raid_stripe_tree"), (16, "simple_quota")];

    /// <summary>What the file system in a file demands and a kernel has not, by the kernel's own names; empty also where no file system can be seen in it.</summary>
    /// <param name="kernel">The folder in which the kernel says what it has.</param>
    public static IReadOnlyList<string> FindUnknown(string file, string kernel)
    {
        var demands = ReadDemands(file);
        return [.. Enumerable.Range(Newer[0].Number, NewestNumber + 1 - Newer[0].Number)
            .Where(number => (demands & (1UL << number)) != 0)
            .Select(number => Array.Find(Newer, feature => feature.Number == number).Name ?? $"feature {number}")
            .Where(name => !File.Exists(Path.Combine(kernel, name)))];
    }

    private static ulong ReadDemands(string file)
    {
        var superblock = new byte[DemandsOffset + sizeof(ulong)];
        try
        {
            using var handle = WorldFailure.OfFiles(() => File.OpenHandle(file));
            var length = RandomAccess.Read(handle, superblock, SuperblockOffset);
            return length == superblock.Length && superblock.AsSpan(MagicOffset).StartsWith("_BHRfS_M"u8)
                ? BinaryPrimitives.ReadUInt64LittleEndian(superblock.AsSpan(DemandsOffset))
                : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
