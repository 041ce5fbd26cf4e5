using System.Globalization;

namespace Slipway.Engines.LayerCaches;

/// <summary>Decides whether a finished engine's data root replaces the head, and which heads go: docs/decisions/layer-cache-heads.md.</summary>
internal static class LayerCachePolicy
{
    /// <param name="parent">The head the data root was copied from; null: it began empty.</param>
    public static LayerCacheCommit Decide(string? parent, long bytes, LayerCacheHead? current, LayerCacheLimits limits) => current switch
    {
        _ when bytes > limits.HeadBytes => new(false, $"The layer cache is not kept: it holds {Gibibytes(bytes)} and the limit is {Gibibytes(limits.HeadBytes)} (layerCaches.headGibibytes in the settings for engines)."),
        null => new(true, "The layer cache has its first head."),
        _ when parent == current.Id => new(true, "The layer cache continues the head this engine started from."),
        _ when bytes >= current.Bytes => new(true, "A concurrent job committed meanwhile; this result holds no less and replaces it."),
        _ => new(false, $"A concurrent job committed meanwhile, and its result is kept: it holds {Gibibytes(current.Bytes)}, this one {Gibibytes(bytes)}."),
    };

    /// <summary>The heads that have to go: the long unused, then the longest unused until the rest fits.</summary>
    public static IReadOnlyList<LayerCacheHead> Expired(IEnumerable<LayerCacheHead> heads, LayerCacheLimits limits, DateTimeOffset now)
    {
        List<LayerCacheHead> expired = [];
        var total = 0L;
        foreach (var head in heads.OrderByDescending(head => head.UsedAt))
        {
            total += head.Bytes;
            if (now - head.UsedAt > limits.UnusedFor || total > limits.TotalBytes)
            {
                expired.Add(head);
                total -= head.Bytes;
            }
        }

        return expired;
    }

    private static string Gibibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.##} GiB");
}
