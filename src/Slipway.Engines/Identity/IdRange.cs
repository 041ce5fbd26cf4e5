namespace Slipway.Engines.Identity;

/// <summary>User and group ids that stand for each other, one for one, inside an engine and on the host.</summary>
public readonly record struct IdRange(uint Inside, uint OnHost, uint Count);
