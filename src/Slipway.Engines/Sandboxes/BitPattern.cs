namespace Slipway.Engines.Sandboxes;

/// <summary>Numbers of 32 bits that agree with <paramref name="Value"/> in every bit from <paramref name="LowestBit"/> up.</summary>
internal readonly record struct BitPattern(uint Value, int LowestBit)
{
    /// <summary>
    /// Masks and values that together match every number outside the patterns. System calls' filters can only allow, and a comparison of whole
    /// numbers would look at 64 bits where the kernel looks at 32.
    /// </summary>
    public static IEnumerable<(ulong Mask, ulong Value)> Outside(IReadOnlyList<BitPattern> patterns) => Outside(patterns, 31, 0, 0);

    private static IEnumerable<(ulong Mask, ulong Value)> Outside(IReadOnlyList<BitPattern> patterns, int bit, ulong mask, ulong value)
    {
        if (patterns.Count == 0)
        {
            return [(mask, value)];
        }
        if (patterns.Any(pattern => pattern.LowestBit > bit))
        {
            return [];
        }
        var one = 1UL << bit;
        var with = patterns.Where(pattern => (pattern.Value & one) != 0).ToList();
        var without = patterns.Where(pattern => (pattern.Value & one) == 0).ToList();
        return Outside(without, bit - 1, mask | one, value).Concat(Outside(with, bit - 1, mask | one, value | one));
    }
}
