using Slipway.Engines.Btrfs;

namespace Slipway.Engines.LayerCaches;

/// <summary>What a data root takes on the disk.</summary>
/// <param name="Bytes">Whole extents, also where the files that are left hold small parts of them: so much would be free again without it.</param>
/// <param name="Writers">The numbers of the subvolumes that wrote it, the data root's own last; an extent is billed to its writer for as long as it is there, also when that is gone. Empty where nothing is billed.</param>
internal sealed record DataRootSize(long Bytes, IReadOnlyList<ulong> Writers)
{
    /// <remarks>
    /// Whatever the engine wrote elsewhere and cloned into its data root (reflink) is billed to that place, which can only be its root: it makes no subvolumes. So all that
    /// the root holds counts too, until that is gone. What is cloned from the image is the image's own, once for all.
    /// </remarks>
    /// <param name="quota">Bills extents to their writers; null: nobody does, and the files are counted, from which one that leaves holes in its extents is not seen.</param>
    /// <param name="layers">The data root, of which nothing is in memory alone any more, and what it comes from.</param>
    public static async Task<DataRootSize> MeasureAsync(BtrfsQuota? quota, LayersToKeep layers, CancellationToken cancellationToken)
    {
        if (quota is null)
        {
            return new DataRootSize(await FolderSize.MeasureAsync(layers.Data, cancellationToken), []);
        }

        var billed = layers.Writers.Append(BtrfsSubvolume.Number(layers.Root)).Append(BtrfsSubvolume.Number(layers.Data))
            .Select(number => (Number: number, Bytes: quota.BytesOf(number))).ToList();
        return new DataRootSize(billed.Sum(writer => writer.Bytes), [.. billed.Where(writer => writer.Bytes > 0).Select(writer => writer.Number)]);
    }
}
