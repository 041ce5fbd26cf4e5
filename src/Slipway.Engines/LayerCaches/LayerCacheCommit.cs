namespace Slipway.Engines.LayerCaches;

/// <summary>What came of a commit.</summary>
/// <param name="Accepted">False: the policy kept the head that is there.</param>
/// <param name="Reason">Why, for the log.</param>
public sealed record LayerCacheCommit(bool Accepted, string Reason);
