namespace Slipway.Engines.Settings;

/// <summary>How much the machine keeps of layer caches.</summary>
public sealed record LayerCacheSettings
{
    /// <summary>A larger data root becomes no head. CircleCI has 15.</summary>
    public int HeadGibibytes { get; set; } = 15;

    /// <summary>All heads together; over it the longest unused go.</summary>
    public int TotalGibibytes { get; set; } = 150;

    /// <summary>A head that no engine started from for so long goes.</summary>
    public int UnusedDays { get; set; } = 3;
}
