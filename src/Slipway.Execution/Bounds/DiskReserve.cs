using Slipway.Linux.Files;
using Slipway.Model.Assignments;
using Slipway.Model.Texts;

namespace Slipway.Execution.Bounds;

/// <summary>The free space of a disk that jobs do not get, so that what they send never fills it: on a full disk much more fails than a job.</summary>
/// <param name="folder">On the disk.</param>
/// <param name="limits">Has the reserve.</param>
/// <param name="measure">Tells the disk's space; given by tests alone.</param>
public sealed class DiskReserve(string folder, StorageLimits limits, Func<string, DiskSpace>? measure = null)
{
    private const long Most = 1L << 30;
    private const long MostFiles = 100_000;
    private const int Share = 20;
    private readonly Func<string, DiskSpace> _measure = measure ?? DiskSpace.Of;

    /// <summary>Fails when less than the reserve would be free.</summary>
    /// <param name="more">Bytes that are about to be written.</param>
    /// <exception cref="IOException">It would; the message has the way out.</exception>
    public void Require(long more)
    {
        var space = _measure(folder);
        if (space.Free - more < ReserveOf(space))
        {
            throw new IOException($"the disk under {folder} is nearly full: {ByteText.Of(space.Free)} are free, and jobs leave {limits.Bytes(ReserveOf(space), "freeSpace")}. {WayOut}");
        }

        if (space.FreeFiles is { } files && files <= FilesOf(space))
        {
            throw new IOException($"the disk under {folder} has room for {files} more files and folders alone, and jobs leave {FilesOf(space)}. {WayOut}");
        }
    }

    /// <summary>What a run is told that starts with less than twice the reserve; null: there is enough.</summary>
    public string? FindShortage()
    {
        var space = _measure(folder);
        return space.Free < 2 * ReserveOf(space)
            ? $"only {ByteText.Of(space.Free)} are free on the disk under {folder}: jobs leave {limits.Bytes(ReserveOf(space), "freeSpace")}, and what does not fit fails. {WayOut}"
            : space.FreeFiles is { } files && files < 2 * FilesOf(space)
                ? $"the disk under {folder} has room for {files} more files and folders alone: jobs leave {FilesOf(space)}, and what does not fit fails. {WayOut}"
                : null;
    }

    private const string WayOut = "Free some: slipway runs rm, slipway dlc purge";

    private static long FilesOf(DiskSpace space) => Math.Min(MostFiles, (space.Files ?? 0) / Share);

    private long ReserveOf(DiskSpace space) => limits.FreeSpace ?? Math.Min(Most, space.Size / Share);
}

/// <summary>A disk's bytes: those that can still be written, and all.</summary>
public readonly record struct DiskSpace(long Free, long Size)
{
    /// <summary>How many more files and folders it has room for; null: no number of its own bounds them, as on btrfs.</summary>
    public long? FreeFiles { get; init; }

    /// <summary>How many there may be.</summary>
    public long? Files { get; init; }

    /// <summary>Of the disk under a folder that is there.</summary>
    public static DiskSpace Of(string folder)
    {
        var facts = FileSystemFacts.Of(folder) ?? throw new IOException($"the disk under {folder} cannot be looked at");
        return new DiskSpace(facts.FreeBytes, facts.SizeBytes) { FreeFiles = facts.Files > 0 ? facts.FreeFiles : null, Files = facts.Files > 0 ? facts.Files : null };
    }
}
