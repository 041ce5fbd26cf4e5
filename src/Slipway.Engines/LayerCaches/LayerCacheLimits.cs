using Slipway.Engines.Settings;

namespace Slipway.Engines.LayerCaches;

/// <summary>When layer cache heads go.</summary>
/// <param name="HeadBytes">A larger data root becomes no head.</param>
/// <param name="TotalBytes">All heads together; over it the longest unused go.</param>
/// <param name="UnusedFor">A head that no engine started from for so long goes.</param>
public sealed record LayerCacheLimits(long HeadBytes, long TotalBytes, TimeSpan UnusedFor)
{
    private const long Gibibyte = 1L << 30;

    /// <summary>What the administrator says.</summary>
    public static LayerCacheLimits Of(EngineSettings settings) => new(
        settings.LayerCaches.HeadGibibytes * Gibibyte, settings.LayerCaches.TotalGibibytes * Gibibyte, TimeSpan.FromDays(settings.LayerCaches.UnusedDays));
}
