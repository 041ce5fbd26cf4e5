namespace Slipway.Config.Orbs;

/// <summary>
/// Orbs that are taken from a local file or folder instead. A key is <c>ns/name</c>, <c>ns/name@1.2</c> (for references within
/// that version only), the name that a config gives the orb, or an address.
/// </summary>
public sealed class OrbMappings
{
    private readonly List<Entry> _entries = [];

    /// <summary>Adds one; a later one wins over an equal earlier one.</summary>
    public void Add(string key, string path)
    {
        var at = key.Contains("://", StringComparison.Ordinal) ? -1 : key.IndexOf('@', StringComparison.Ordinal);
        var version = at < 0 ? null : OrbVersion.Parse(key[(at + 1)..]);
        _entries.Insert(0, new Entry(version is null ? key : key[..at], version, path));
    }

    /// <summary>The path for a reference; the entry with the narrowest version wins, then one of the full name, then one of the config's name.</summary>
    public string? Find(string reference, string localName)
    {
        if (_entries.Count == 0)
        {
            return null;
        }

        var registry = OrbReference.Parse(reference).Reference as OrbReference.Registry;
        var best = _entries.Select(entry => (entry.Path, Rank: RankOf(entry, reference, registry, localName))).MaxBy(found => found.Rank);
        return best.Rank > 0 ? best.Path : null;
    }

    private static int RankOf(Entry entry, string reference, OrbReference.Registry? registry, string localName)
    {
        if (registry is not null && entry.Name == registry.FullName)
        {
            return entry.Version is null ? 2 : entry.Version.Covers(registry.Version) ? 3 + WidthOf(entry.Version) : 0;
        }

        return entry.Version is null && entry.Name == reference ? 9 : entry.Version is null && entry.Name == localName ? 1 : 0;
    }

    /// <summary>The narrower the version, the greater.</summary>
    private static int WidthOf(OrbVersion version) => version switch
    {
        OrbVersion.Volatile => 0,
        OrbVersion.NewestMinor => 1,
        OrbVersion.NewestPatch => 2,
        _ => 3,
    };

    private sealed record Entry(string Name, OrbVersion? Version, string Path);
}
