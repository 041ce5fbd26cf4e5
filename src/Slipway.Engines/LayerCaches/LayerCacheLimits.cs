namespace Slipway.Engines.LayerCaches;

/// <summary>When layer cache heads go.</summary>
/// <param name="HeadBytes">A larger data root becomes no head.</param>
/// <param name="TotalBytes">All heads together; over it the longest unused go.</param>
/// <param name="UnusedFor">A head that no engine started from for so long goes.</param>
public sealed record LayerCacheLimits(long HeadBytes, long TotalBytes, TimeSpan UnusedFor)
{
    /// <summary>CircleCI's: 15 GiB for a project's cache, three days without use.</summary>
    public static LayerCacheLimits Default { get; } = new(15L << 30, 150L << 30, TimeSpan.FromDays(3));
}
