using Slipway.Model.Texts;

namespace Slipway.Config.Diagnostics;

/// <summary>Finds what the user may have meant, for hints.</summary>
internal static class Suggestion
{
    private const int MaxListed = 12;
    private const int MaxCompared = 200;
    private const int LeastCut = 3;

    /// <summary>"Did you mean …?" when something is near, else the list of what is allowed; null when there is nothing to name.</summary>
    public static string? For(string written, IEnumerable<string> allowed)
    {
        var names = allowed.Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Take(MaxCompared).ToList();
        if (Nearest(written, names) is { } nearest)
        {
            return $"Did you mean '{nearest}'?";
        }

        return names.Count == 0 ? null : $"Allowed here: {List(names)}.";
    }

    /// <summary>"Did you mean …?" when something is near, else null.</summary>
    public static string? NearestOf(string written, IEnumerable<string> allowed) =>
        Nearest(written, allowed) is { } nearest ? $"Did you mean '{nearest}'?" : null;

    /// <summary>The other way round: what to write when a name is missing and one of those that are there may stand for it, else null.</summary>
    public static string? ForMissing(string missing, IEnumerable<string> there) =>
        Nearest(missing, there) is { } mistyped ? $"Write '{missing}' instead of '{mistyped}'." : null;

    public static string List(IReadOnlyCollection<string> names)
    {
        var listed = string.Join(", ", names.Take(MaxListed));
        return names.Count > MaxListed ? $"{listed} and {names.Count - MaxListed} more" : listed;
    }

    /// <summary>The name with the fewest edits, else one that was cut short (<c>env</c> for <c>environment</c>).</summary>
    private static string? Nearest(string written, IEnumerable<string> names)
    {
        var all = names.Take(MaxCompared).ToList();
        return ByEdits(written, all) ?? (written.Length >= LeastCut ? all.Find(name => name.StartsWith(written, StringComparison.OrdinalIgnoreCase)) : null);
    }

    private static string? ByEdits(string written, List<string> names)
    {
        var limit = Math.Clamp(written.Length / 3, 1, 3);
        string? best = null;
        foreach (var name in names)
        {
            var distance = EditDistance.Of(Fold(written), Fold(name), limit);
            if (distance <= limit)
            {
                limit = distance - 1;
                best = name;
            }
        }

        return best;
    }

    private static string Fold(string name) => name.Replace('_', '-').ToLowerInvariant();
}
