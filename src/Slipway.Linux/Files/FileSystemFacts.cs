using Slipway.Linux.Kernel;

namespace Slipway.Linux.Files;

/// <summary>What the kernel says of the file system that a path lies on (<c>statfs</c>).</summary>
/// <param name="Magic">Which kind of file system it is.</param>
/// <param name="BlockBytes">What the blocks are counted in.</param>
/// <param name="Blocks">All of them.</param>
/// <param name="FreeBlocks">Those that an ordinary user may still fill.</param>
/// <param name="Files">How many files and folders there may be; 0: no number of their own bounds them.</param>
/// <param name="FreeFiles">How many more there may be.</param>
public readonly record struct FileSystemFacts(long Magic, long BlockBytes, long Blocks, long FreeBlocks, long Files, long FreeFiles)
{
    // struct statfs of the 64-bit kernels: numbers of eight bytes each; the fourth, at 3, counts what only root may fill as well.
    private const int Fields = 32;

    /// <summary>That an ordinary user may still fill.</summary>
    public long FreeBytes => BlockBytes * FreeBlocks;

    public long SizeBytes => BlockBytes * Blocks;

    /// <returns>Null: it does not say, and the last error of the platform says why.</returns>
    public static FileSystemFacts? Of(string path)
    {
        var fields = new long[Fields];
        return Libc.LookAtFileSystem(path, fields) == 0 ? new(fields[0], fields[1], fields[2], fields[4], fields[5], fields[6]) : null;
    }
}
