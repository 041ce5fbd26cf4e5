using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;

namespace Slipway.Config.Packing;

/// <summary>A map that several files and folders put their keys into. Its values are <see cref="PackedMap"/>s or nodes of those files.</summary>
internal sealed class PackedMap
{
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, object>> Entries => _values;

    public bool IsEmpty => _values.Count == 0;

    /// <summary>The map at a key, made if it is not there; null when the key holds something else.</summary>
    public PackedMap? Below(string key)
    {
        if (!_values.TryGetValue(key, out var value))
        {
            _values[key] = value = new PackedMap();
        }

        return value as PackedMap;
    }

    /// <summary>Puts the keys of a file's map in; maps at the same key are joined, anything else that is there twice is an error.</summary>
    public void Merge(YamlMapping mapping, DiagnosticSink diagnostics)
    {
        foreach (var (key, value) in mapping.Entries)
        {
            if (value is YamlMapping inner && Below(key.Text) is { } below)
            {
                below.Merge(inner, diagnostics);
            }
            else if (!_values.TryAdd(key.Text, value))
            {
                diagnostics.Report(PackingDiagnostics.DefinedTwice, key.Span, key.Text);
            }
        }
    }

    public void Put(string key, YamlNode value, DiagnosticSink diagnostics)
    {
        if (value is YamlMapping mapping && Below(key) is { } below)
        {
            below.Merge(mapping, diagnostics);
        }
        else if (!_values.TryAdd(key, value))
        {
            diagnostics.Report(PackingDiagnostics.DefinedTwice, value.Span, key);
        }
    }
}
