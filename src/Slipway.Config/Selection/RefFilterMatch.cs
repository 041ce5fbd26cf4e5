using Slipway.Config.Patterns;
using Slipway.Model.Plans;

namespace Slipway.Config.Selection;

/// <summary>Whether a branch or tag passes a filter of names and <c>/patterns/</c>.</summary>
internal static class RefFilterMatch
{
    /// <summary><c>only</c> is considered first: what it does not name fails, and of the rest <c>ignore</c> takes away.</summary>
    public static bool Passes(RefFilter filter, string name)
    {
        if (filter.Only is not null && !filter.Only.Any(entry => IsMatch(entry, name)))
        {
            return false;
        }

        return filter.Ignore is null || !filter.Ignore.Any(entry => IsMatch(entry, name));
    }

    /// <summary>A pattern that is invalid or too slow matches nothing; the compiler reports the former.</summary>
    private static bool IsMatch(string entry, string name) => FullMatchPattern.IsDelimited(entry)
        ? FullMatchPattern.Parse(entry[1..^1]).Pattern?.Match(name) == MatchOutcome.Matched
        : entry == name;
}
