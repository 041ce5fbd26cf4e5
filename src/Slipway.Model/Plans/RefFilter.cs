namespace Slipway.Model.Plans;

/// <summary>Names or <c>/patterns/</c> of branches or tags; <paramref name="Only"/> is looked at before <paramref name="Ignore"/>. Null means that the key is absent.</summary>
public sealed record RefFilter(IReadOnlyList<string>? Only = null, IReadOnlyList<string>? Ignore = null);
