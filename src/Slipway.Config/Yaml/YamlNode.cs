using Slipway.Model.Diagnostics;

namespace Slipway.Config.Yaml;

/// <summary>A node of the syntax tree, with its place. Aliases share the node of their anchor, so the tree is really a graph without cycles.</summary>
public abstract class YamlNode(SourceDocument document, SourcePosition start, SourcePosition end)
{
    public SourceDocument Document { get; } = document;

    public SourcePosition Start { get; } = start;

    public SourcePosition End { get; } = end;

    public SourceSpan Span => Document.Span(Start, End);

    /// <summary>Whether <c>&lt;&lt;</c> occurs in a text at or below this node: only then can interpolation change it.</summary>
    public abstract bool HasReferences { get; }

    /// <summary>How many nodes a walk over everything below visits; stops growing at <see cref="int.MaxValue"/>.</summary>
    internal abstract int Weight { get; }

    /// <summary>What the node is, in the words of a message.</summary>
    public abstract string Describe();
}

/// <summary>A value that is not known while a definition is checked without arguments, or that was wrong and is reported already. Every check lets it pass.</summary>
public sealed class YamlUnknown(SourceDocument document, SourcePosition start, SourcePosition end) : YamlNode(document, start, end)
{
    public override bool HasReferences => false;

    internal override int Weight => 1;

    public override string Describe() => "a value that is not known yet";

    internal static YamlUnknown At(YamlNode node) => new(node.Document, node.Start, node.End);
}

/// <summary>A list.</summary>
public sealed class YamlSequence : YamlNode
{
    internal YamlSequence(SourceDocument document, SourcePosition start, SourcePosition end, IReadOnlyList<YamlNode> items)
        : base(document, start, end)
    {
        Items = items;
        var weight = 1L;
        foreach (var item in items)
        {
            HasReferences |= item.HasReferences;
            weight += item.Weight;
        }

        Weight = (int)Math.Min(weight, int.MaxValue);
    }

    public IReadOnlyList<YamlNode> Items { get; }

    public override bool HasReferences { get; }

    internal override int Weight { get; }

    public override string Describe() => Items.Count == 0 ? "an empty list" : "a list";
}
