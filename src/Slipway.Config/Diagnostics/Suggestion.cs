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
            var distance = Distance(Fold(written), Fold(name), limit);
            if (distance <= limit)
            {
                limit = distance - 1;
                best = name;
            }
        }

        return best;
    }

    private static string Fold(string name) => name.Replace('_', '-').ToLowerInvariant();

    /// <summary>Edits (insert, delete, replace, swap of neighbours) between two words; more than <paramref name="limit"/> counts as too many.</summary>
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) > limit || a.Length > 64)
        {
            return int.MaxValue;
        }

        var rows = new int[a.Length + 1][];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i] = new int[b.Length + 1];
            rows[i][0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0][j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i][j] = Math.Min(change, Math.Min(rows[i - 1][j], rows[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i][j] = Math.Min(rows[i][j], rows[i - 2][j - 2] + 1);
                }
            }
        }

        return rows[a.Length][b.Length];
    }
}
