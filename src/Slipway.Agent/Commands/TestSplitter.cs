namespace Slipway.Agent.Commands;

/// <summary>Cuts a list of tests into shares, every node the same way.</summary>
internal static class TestSplitter
{
    /// <summary>
    /// Without weights, the sorted tests in turn. With weights, the heaviest first, each to the lightest share so far; ties go by name,
    /// because every node must come to the same shares by itself.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<string>> Split(IReadOnlyList<string> tests, IReadOnlyDictionary<string, double>? weights, int total)
    {
        var shares = Enumerable.Range(0, total).Select(_ => new List<string>()).ToArray();
        var sorted = tests.Order(StringComparer.Ordinal);
        if (weights is null)
        {
            foreach (var (i, test) in sorted.Index())
            {
                shares[i % total].Add(test);
            }

            return shares;
        }

        var loads = new double[total];
        foreach (var test in sorted.OrderByDescending(test => weights[test]))
        {
            var lightest = Array.IndexOf(loads, loads.Min());
            shares[lightest].Add(test);
            loads[lightest] += weights[test];
        }

        return shares;
    }
}
