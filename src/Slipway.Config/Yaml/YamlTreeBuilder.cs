using Slipway.Config.Diagnostics;
using Slipway.Model.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Slipway.Config.Yaml;

/// <summary>Puts events together to nodes: anchors and aliases, merge keys, keys that are there twice.</summary>
internal sealed class YamlTreeBuilder(SourceDocument document, DiagnosticSink diagnostics)
{
    private const int PooledLength = 32;

    /// <summary>Lists of children that grew larger are left to the collector.</summary>
    private const int LargestSpare = 256;

    private readonly Stack<OpenNode> _open = new();
    private readonly Stack<List<YamlNode>> _spareChildren = new();
    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _openAnchors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pool = new(StringComparer.Ordinal);
    private readonly MappingBuilder _mappings = new(document, diagnostics);
    private int _nodes;

    /// <summary>Null until the first document is complete.</summary>
    public YamlNode? Root { get; private set; }

    /// <summary>Where the last event began.</summary>
    public SourcePosition LastPlace { get; private set; } = new(1, 1);

    public static SourcePosition Position(Mark mark) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    /// <summary>Takes the next event; false after an error that ends the reading.</summary>
    public bool Accept(ParsingEvent parsed)
    {
        LastPlace = Position(parsed.Start);
        if (parsed is NodeEvent or AnchorAlias && ++_nodes > YamlLimits.MaxNodes)
        {
            diagnostics.Report(YamlDiagnostics.TooManyNodes, SpanOf(parsed), YamlLimits.MaxNodes);
            return false;
        }

        return parsed switch
        {
            Scalar scalar => Complete(MakeScalar(scalar), AnchorOf(scalar)),
            AnchorAlias alias => Complete(Resolve(alias), anchor: null),
            MappingStart start => Open(start, isMapping: true),
            SequenceStart start => Open(start, isMapping: false),
            MappingEnd or SequenceEnd => Close(parsed),
            _ => true,
        };
    }

    private static string? AnchorOf(NodeEvent node) => node.Anchor.IsEmpty ? null : node.Anchor.Value;

    private YamlScalar MakeScalar(Scalar scalar)
    {
        CheckTag(scalar);
        var isPlain = scalar.Style == ScalarStyle.Plain && (scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific || scalar.Tag.Value != "tag:yaml.org,2002:str");
        return new YamlScalar(document, Position(scalar.Start), Position(scalar.End), Pooled(scalar.Value), isPlain);
    }

    private string Pooled(string text)
    {
        if (text.Length > PooledLength)
        {
            return text;
        }

        if (_pool.TryGetValue(text, out var pooled))
        {
            return pooled;
        }

        _pool.Add(text);
        return text;
    }

    private void CheckTag(NodeEvent node)
    {
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific && !node.Tag.Value.StartsWith("tag:yaml.org,2002:", StringComparison.Ordinal))
        {
            diagnostics.Report(YamlDiagnostics.UnknownTag, SpanOf(node), node.Tag.Value);
        }
    }

    private YamlNode Resolve(AnchorAlias alias)
    {
        var name = alias.Value.Value;
        if (_openAnchors.Contains(name))
        {
            diagnostics.Report(YamlDiagnostics.CyclicAlias, SpanOf(alias), name);
        }
        else if (_anchors.TryGetValue(name, out var node))
        {
            document.AddUsedAnchor(node.Start);
            diagnostics.AddAlias(SpanOf(alias), name, node.Start.Line);
            return node.BehindAlias(SpanOf(alias));
        }
        else
        {
            diagnostics.ReportWithHint(YamlDiagnostics.UnknownAnchor, SpanOf(alias), Suggestion.NearestOf(name, _anchors.Keys), name);
        }

        return new YamlUnknown(document, Position(alias.Start), Position(alias.End));
    }

    private bool Open(NodeEvent start, bool isMapping)
    {
        CheckTag(start);
        if (_open.Count >= YamlLimits.MaxDepth)
        {
            diagnostics.Report(YamlDiagnostics.TooDeep, SpanOf(start), YamlLimits.MaxDepth);
            return false;
        }

        var anchor = AnchorOf(start);
        if (anchor is not null)
        {
            _openAnchors.Add(anchor);
        }

        _open.Push(new OpenNode(isMapping, Position(start.Start), anchor, _spareChildren.TryPop(out var spare) ? spare : []));
        return true;
    }

    private bool Close(ParsingEvent end)
    {
        var open = _open.Pop();
        if (open.Anchor is not null)
        {
            _openAnchors.Remove(open.Anchor);
        }

        var last = open.Children.Count == 0 ? Position(end.End) : Later(open.Start, open.Children[^1].Span.End);
        YamlNode node = open.IsMapping
            ? _mappings.Build(open, last)
            : new YamlSequence(document, open.Start, last, [.. open.Children]);
        if (open.Children.Capacity <= LargestSpare)
        {
            open.Children.Clear();
            _spareChildren.Push(open.Children);
        }

        return Complete(node, open.Anchor);
    }

    private static SourcePosition Later(SourcePosition start, SourcePosition end) =>
        end.Line > start.Line || (end.Line == start.Line && end.Column > start.Column) ? end : start with { Column = start.Column + 1 };

    private bool Complete(YamlNode node, string? anchor)
    {
        if (node.Weight > YamlLimits.MaxExpandedNodes || _mappings.MergedEntries > YamlLimits.MaxMergedEntries)
        {
            diagnostics.Report(YamlDiagnostics.ExpandsTooFar, node.Span, YamlLimits.MaxExpandedNodes);
            return false;
        }

        if (anchor is not null)
        {
            _anchors[anchor] = node;
        }

        if (_open.TryPeek(out var parent))
        {
            parent.Children.Add(node);
        }
        else
        {
            Root = node;
        }

        return true;
    }

    private SourceSpan SpanOf(ParsingEvent parsed) => document.Span(Position(parsed.Start), Position(parsed.End));
}

/// <summary>A list or map whose end has not come yet; a map's children are its keys and values in turn.</summary>
internal sealed record OpenNode(bool IsMapping, SourcePosition Start, string? Anchor, List<YamlNode> Children);
