using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;
using Slipway.Model.Diagnostics;

namespace Slipway.Config.Compilation;

/// <summary>Reads the keys of one map, each interpolated when it is asked for, and at the end blames those that nobody asked for.</summary>
internal sealed class Fields(CompileSession session, YamlMapping map, Scope scope, string label)
{
    private readonly List<string> _known = [];

    public YamlMapping Map { get; } = map;

    public string Label { get; } = label;

    public bool Has(string key) => Map[key] is not null;

    /// <summary>The value as written; marks the key as known.</summary>
    public YamlNode? Raw(string key)
    {
        _known.Add(key);
        return Map[key];
    }

    /// <summary>The value, interpolated; null when it is absent, empty, or a pipeline value that is not set, so that the key has its default.</summary>
    public YamlNode? Take(string key) => Evaluated(key) is { } value && !IsUnset(value) ? value : null;

    /// <summary>The same, but with a pipeline value that is not set as the empty text that it is.</summary>
    public YamlNode? Evaluated(string key) =>
        Raw(key) is { } raw && session.Interpolator.Evaluate(raw, scope) is var value && value is not YamlScalar { Kind: ScalarKind.Null } ? value : null;

    /// <summary>A key that may be there and means nothing here.</summary>
    public void Ignore(params ReadOnlySpan<string> keys) => _known.AddRange(keys);

    public string? Text(string key) => Take(key) is { } node ? TextOf(node, key) : null;

    /// <summary>The text and where it was written, which is the place of the argument where a parameter stands for it.</summary>
    public (string Text, SourceSpan Span)? PlacedText(string key) => Take(key) is { } node && TextOf(node, key) is { } text ? (text, node.Span) : null;

    /// <summary>Never null; what is missing is reported.</summary>
    public string RequiredText(string key)
    {
        var node = Evaluated(key);
        if (node is null)
        {
            ReportMissing(key);
        }

        return node is null ? string.Empty : TextOf(node, key) ?? string.Empty;
    }

    /// <summary>A path, which no shell looks at.</summary>
    public string? Path(string key) => Text(key) is { } text ? Literal(text, key, PathRules.None) : null;

    /// <summary>A name, or several, in which a variable is only text.</summary>
    public IReadOnlyList<string>? Names(string key) => Texts(key)?.Select(name => Literal(name, key, PathRules.Name)).ToList();

    public string RequiredPath(string key) => Literal(RequiredText(key), key, PathRules.None);

    public IReadOnlyList<string> RequiredPaths(string key, PathRules rules) => [.. RequiredTexts(key).Select(path => Literal(path, key, rules))];

    public IReadOnlyList<string> CacheKeys(string key) => [.. (Texts(key) ?? []).Select(template => Literal(template, key, PathRules.CacheKey))];

    /// <summary>The template of a cache's key.</summary>
    public string RequiredCacheKey(string key) => Literal(RequiredText(key), key, PathRules.CacheKey);

    public bool Flag(string key)
    {
        var node = Take(key);
        if (node is null or YamlUnknown)
        {
            return false;
        }

        if (node is YamlScalar scalar && (scalar.Kind == ScalarKind.Boolean || ScalarResolver.Resolve(scalar.Text) == ScalarKind.Boolean))
        {
            return ScalarResolver.IsTrue(scalar.Text);
        }

        session.Diagnostics.Report(ShapeDiagnostics.NotABoolean, node.Span, Sentence(key), node.Describe());
        return false;
    }

    public int? Integer(string key, int least, int most)
    {
        var node = Take(key);
        if (node is null or YamlUnknown)
        {
            return null;
        }

        if (node is not YamlScalar scalar || ScalarResolver.Resolve(scalar.Text.Trim()) != ScalarKind.Integer || ScalarResolver.ToInteger(scalar.Text.Trim()) is not { } value)
        {
            session.Diagnostics.Report(ShapeDiagnostics.NotAnInteger, node.Span, Sentence(key), node.Describe());
            return null;
        }

        if (value < least || value > most)
        {
            session.Diagnostics.Report(ShapeDiagnostics.OutOfRange, node.Span, Sentence(key), most == int.MaxValue ? $"{least} or more" : $"from {least} to {most}", value);
            return null;
        }

        return (int)value;
    }

    /// <summary>A list of texts, or one text standing for a list of one; null when the key is absent.</summary>
    public IReadOnlyList<string>? Texts(string key) => Take(key) is { } node ? TextsOf(node, key) : null;

    public IReadOnlyList<string> RequiredTexts(string key)
    {
        var node = Evaluated(key);
        if (node is null)
        {
            ReportMissing(key);
        }

        if (node is null)
        {
            return [];
        }

        if (node is YamlSequence { Items.Count: 0 })
        {
            session.Diagnostics.Report(ShapeDiagnostics.EmptyList, node.Span, Sentence(key));
        }

        return TextsOf(node, key);
    }

    /// <summary>Blames every key that nobody asked for.</summary>
    /// <param name="descriptor">What to report; null for the warning that the key is ignored.</param>
    /// <param name="hint">Knows keys that belong elsewhere; null for those that it does not know.</param>
    public void Finish(DiagnosticDescriptor? descriptor = null, Func<string, string?>? hint = null)
    {
        foreach (var (key, _) in Map.Entries)
        {
            if (!_known.Contains(key.Text) && !key.HasReferences)
            {
                var wayOut = hint?.Invoke(key.Text) ?? Suggestion.For(key.Text, _known);
                session.Diagnostics.ReportWithHint(descriptor ?? ShapeDiagnostics.UnknownKey, key.Span, wayOut, Shape.Sentence(Label), key.Text);
            }
        }
    }

    private string Literal(string text, string key, PathRules rules)
    {
        if (LiteralText.Fault(text, rules) is var (part, reason, hint))
        {
            var node = Map[key]!;
            session.Diagnostics.ReportWithHint(ShapeDiagnostics.KeptAsText, node.Span.Start == node.Start ? node.Document.Find(node.Start, node.End, part) : node.Span, hint, Sentence(key), part, reason);
        }

        return text;
    }

    private static bool IsUnset(YamlNode node) => node is YamlScalar { IsUnset: true };

    private string? TextOf(YamlNode node, string key)
    {
        var text = node switch
        {
            YamlScalar scalar => ScalarValues.ToText(scalar),
            BoundValue { ExecutorName: { } name } => name.Text,
            _ => null,
        };
        if (text is not null)
        {
            return session.TakeText(node, text) ? text : null;
        }

        if (node is not YamlUnknown)
        {
            session.Diagnostics.Report(ShapeDiagnostics.NotAText, node.Span, Sentence(key), node.Describe());
        }

        return null;
    }

    private List<string> TextsOf(YamlNode node, string key)
    {
        var texts = new List<string>();
        foreach (var item in node is YamlSequence list ? list.Items : [node])
        {
            if (TextOf(item, key) is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    private void ReportMissing(string key)
    {
        var there = Map.Entries.Select(entry => entry.Key.Text).Except(_known);
        session.Diagnostics.ReportWithHint(ShapeDiagnostics.MissingKey, Map.Span, Suggestion.ForMissing(key, there), Shape.Sentence(Label), key);
    }

    private string Sentence(string key) => $"'{key}' of {Label}";
}
