using Slipway.Config.Diagnostics;
using Slipway.Model.Diagnostics;

namespace Slipway.Config.Yaml;

/// <summary>Makes maps of keys and values: follows merge keys, and keeps one value per key as CircleCI's reader does.</summary>
internal sealed class MappingBuilder(SourceDocument document, DiagnosticSink diagnostics)
{
    private const string MergeKey = "<<";
    private const int SmallMap = 8;

    /// <summary>How many entries merge keys have copied so far.</summary>
    public int MergedEntries { get; private set; }

    public YamlMapping Build(OpenNode open, SourcePosition end)
    {
        var written = ReadWritten(open.Children);
        var entries = new List<YamlEntry>(written.Count);
        var places = NeedsIndex(written) ? new Dictionary<string, int>(written.Count, StringComparer.Ordinal) : null;
        foreach (var entry in written)
        {
            if (IsMerge(entry.Key))
            {
                Merge(entry.Value, entries, places);
            }
            else
            {
                AddWritten(entry, entries, places);
            }
        }

        return new YamlMapping(document, open.Start, end, [.. entries]);
    }

    /// <summary>Looking through a few entries is quicker than an index, but a merge can bring any number.</summary>
    private static bool NeedsIndex(List<YamlEntry> written) => written.Count > SmallMap || written.Exists(entry => IsMerge(entry.Key) && entry.Value.Weight > SmallMap);

    private static bool IsMerge(YamlScalar key) => key is { IsPlain: true, Text: MergeKey };

    private static int PlaceOf(string key, List<YamlEntry> entries, Dictionary<string, int>? places)
    {
        if (places is not null)
        {
            return places.TryGetValue(key, out var place) ? place : -1;
        }

        return entries.FindIndex(entry => entry.Key.Text == key);
    }

    private static void Append(YamlEntry entry, List<YamlEntry> entries, Dictionary<string, int>? places)
    {
        places?.Add(entry.Key.Text, entries.Count);
        entries.Add(entry);
    }

    private List<YamlEntry> ReadWritten(List<YamlNode> children)
    {
        var written = new List<YamlEntry>(children.Count / 2);
        for (var i = 0; i + 1 < children.Count; i += 2)
        {
            if (children[i] is YamlScalar key)
            {
                written.Add(new YamlEntry(key, children[i + 1]));
            }
            else if (children[i] is not YamlUnknown)
            {
                diagnostics.Report(YamlDiagnostics.KeyNotText, children[i].Span, children[i].Describe());
            }
        }

        return written;
    }

    /// <summary>A written key beats a merged one; of two written ones the last counts.</summary>
    private void AddWritten(YamlEntry entry, List<YamlEntry> entries, Dictionary<string, int>? places)
    {
        var place = PlaceOf(entry.Key.Text, entries, places);
        if (place < 0)
        {
            Append(entry, entries, places);
            return;
        }

        if (IsWrittenTwice(entries[place].Key, entry.Key))
        {
            diagnostics.Report(YamlDiagnostics.DuplicateKey, entry.Key.Span, entry.Key.Text);
        }

        entries[place] = entry;
    }

    private readonly HashSet<YamlScalar> _merged = new(ReferenceEqualityComparer.Instance);

    private bool IsWrittenTwice(YamlScalar first, YamlScalar second) => !_merged.Contains(first) && first.Start != second.Start;

    private void Merge(YamlNode value, List<YamlEntry> entries, Dictionary<string, int>? places)
    {
        switch (value)
        {
            case YamlMapping mapping:
                MergeEntries(mapping, entries, places);
                break;
            case YamlSequence sequence:
                foreach (var item in sequence.Items)
                {
                    MergeItem(item, sequence.IsBehindAlias ? sequence : item, entries, places);
                }

                break;
            default:
                ReportBadMerge(value);
                break;
        }
    }

    private void MergeItem(YamlNode item, YamlNode place, List<YamlEntry> entries, Dictionary<string, int>? places)
    {
        if (item is YamlMapping mapping)
        {
            MergeEntries(mapping, entries, places);
        }
        else
        {
            ReportBadMerge(place);
        }
    }

    private void MergeEntries(YamlMapping mapping, List<YamlEntry> entries, Dictionary<string, int>? places)
    {
        MergedEntries += mapping.Entries.Count;
        if (MergedEntries > YamlLimits.MaxMergedEntries)
        {
            return;
        }

        foreach (var entry in mapping.Entries)
        {
            if (PlaceOf(entry.Key.Text, entries, places) < 0)
            {
                Append(entry, entries, places);
                _merged.Add(entry.Key);
            }
        }
    }

    private void ReportBadMerge(YamlNode value)
    {
        if (value is not YamlUnknown)
        {
            diagnostics.Report(YamlDiagnostics.BadMerge, value.Span, value.Describe());
        }
    }
}
