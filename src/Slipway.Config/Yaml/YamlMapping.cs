using Slipway.Model.Diagnostics;

namespace Slipway.Config.Yaml;

/// <summary>A map in the order of the file; merge keys are resolved, and each key is there once.</summary>
public sealed class YamlMapping : YamlNode
{
    private const int LinearSearchLimit = 8;

    private readonly YamlEntry[] _entries;
    private Dictionary<string, int>? _index;

    internal YamlMapping(SourceDocument document, SourcePosition start, SourcePosition end, YamlEntry[] entries)
        : base(document, start, end)
    {
        _entries = entries;
        (HasReferences, Weight) = Measure(entries);
    }

    internal YamlMapping(YamlNode place, YamlEntry[] entries)
        : base(place)
    {
        _entries = entries;
        (HasReferences, Weight) = Measure(entries);
    }

    public IReadOnlyList<YamlEntry> Entries => _entries;

    public override bool HasReferences { get; }

    internal override int Weight { get; }

    /// <summary>The value of a key, or null.</summary>
    public YamlNode? this[string key] => Find(key)?.Value;

    public YamlEntry? Find(string key)
    {
        if (_entries.Length > LinearSearchLimit)
        {
            return Index().TryGetValue(key, out var at) ? _entries[at] : null;
        }

        foreach (var entry in _entries)
        {
            if (entry.Key.Text == key)
            {
                return entry;
            }
        }

        return null;
    }

    public override string Describe() => _entries.Length == 0 ? "an empty map" : "a map";

    private static (bool HasReferences, int Weight) Measure(YamlEntry[] entries)
    {
        var hasReferences = false;
        var weight = 1L;
        foreach (var entry in entries)
        {
            hasReferences |= entry.Key.HasReferences || entry.Value.HasReferences;
            weight += 1L + entry.Value.Weight;
        }

        return (hasReferences, (int)Math.Min(weight, int.MaxValue));
    }

    private Dictionary<string, int> Index()
    {
        if (_index is null)
        {
            _index = new Dictionary<string, int>(_entries.Length, StringComparer.Ordinal);
            for (var i = 0; i < _entries.Length; i++)
            {
                _index[_entries[i].Key.Text] = i;
            }
        }

        return _index;
    }
}

/// <summary>One key and its value.</summary>
public readonly record struct YamlEntry(YamlScalar Key, YamlNode Value);
