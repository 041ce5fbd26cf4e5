namespace Slipway.Model.Plans;

/// <summary>An orb reference as written (<c>circleci/node@5</c>) and what it became (<c>circleci/node@5.2.0</c>, a path or a URL).</summary>
public sealed record ResolvedOrb(string Reference, string Resolved);
