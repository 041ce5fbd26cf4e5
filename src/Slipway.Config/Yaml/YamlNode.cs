using Slipway.Model.Diagnostics;

namespace Slipway.Config.Yaml;

/// <summary>A node of the syntax tree, with its place. Aliases share the node of their anchor, so the tree is really a graph without cycles.</summary>
public abstract class YamlNode(SourceDocument document, SourcePosition start, SourcePosition end)
{
    private SourceSpan? _alias;

    /// <summary>A node that is made of another one, at its place.</summary>
    private protected YamlNode(YamlNode place)
        : this(place.Document, place.Start, place.End) => _alias = place._alias;

    public SourceDocument Document { get; } = document;

    public SourcePosition Start { get; } = start;

    public SourcePosition End { get; } = end;

    internal bool IsBehindAlias => _alias is not null;

    /// <summary>Where a person looks for it: at the alias that stands for it, if there is one.</summary>
    public SourceSpan Span => _alias ?? Document.Span(Start, End);

    /// <summary>Whether <c>&lt;&lt;</c> occurs in a text at or below this node: only then can interpolation change it.</summary>
    public abstract bool HasReferences { get; }

    /// <summary>How many nodes a walk over everything below visits; stops growing at <see cref="int.MaxValue"/>.</summary>
    internal abstract int Weight { get; }

    /// <summary>What the node is, in the words of a message.</summary>
    public abstract string Describe();

    /// <summary>The same node where an alias stands for it.</summary>
    internal YamlNode BehindAlias(SourceSpan alias)
    {
        var node = (YamlNode)MemberwiseClone();
        node._alias = alias;
        return node;
    }
}

/// <summary>A value that is not known while a definition is checked without arguments, or that was wrong and is reported already. Every check lets it pass.</summary>
public sealed class YamlUnknown : YamlNode
{
    internal YamlUnknown(SourceDocument document, SourcePosition start, SourcePosition end)
        : base(document, start, end)
    {
    }

    private YamlUnknown(YamlNode place)
        : base(place)
    {
    }

    public override bool HasReferences => false;

    internal override int Weight => 1;

    public override string Describe() => "a value that is not known yet";

    internal static YamlUnknown At(YamlNode node) => new(node);
}

/// <summary>A list.</summary>
public sealed class YamlSequence : YamlNode
{
    internal YamlSequence(SourceDocument document, SourcePosition start, SourcePosition end, IReadOnlyList<YamlNode> items)
        : base(document, start, end)
    {
        Items = items;
        (HasReferences, Weight) = Measure(items);
    }

    internal YamlSequence(YamlNode place, IReadOnlyList<YamlNode> items)
        : base(place)
    {
        Items = items;
        (HasReferences, Weight) = Measure(items);
    }

    public IReadOnlyList<YamlNode> Items { get; }

    public override bool HasReferences { get; }

    internal override int Weight { get; }

    public override string Describe() => Items.Count == 0 ? "an empty list" : "a list";

    private static (bool HasReferences, int Weight) Measure(IReadOnlyList<YamlNode> items)
    {
        var hasReferences = false;
        var weight = 1L;
        foreach (var item in items)
        {
            hasReferences |= item.HasReferences;
            weight += item.Weight;
        }

        return (hasReferences, (int)Math.Min(weight, int.MaxValue));
    }
}
