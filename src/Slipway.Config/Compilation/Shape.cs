using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;

namespace Slipway.Config.Compilation;

/// <summary>Takes a node as the shape that is needed, or reports that it has another. A <see cref="YamlUnknown"/> gives null without a report.</summary>
internal static class Shape
{
    public static YamlMapping? Map(CompileSession session, YamlNode node, string label)
    {
        if (node is not (YamlMapping or YamlUnknown))
        {
            session.Diagnostics.Report(ShapeDiagnostics.NotAMap, node.Span, Sentence(label), node.Describe());
        }

        return node as YamlMapping;
    }

    /// <summary>The same, where the key may be absent or have no value.</summary>
    public static YamlMapping? OptionalMap(CompileSession session, YamlNode? node, string label) =>
        node is null or YamlScalar { Kind: ScalarKind.Null } ? null : Map(session, node, label);

    public static YamlSequence? List(CompileSession session, YamlNode node, string label)
    {
        if (node is not (YamlSequence or YamlUnknown))
        {
            session.Diagnostics.ReportWithHint(ShapeDiagnostics.NotAList, node.Span, node is YamlMapping ? "Put '- ' before each entry." : null, Sentence(label), node.Describe());
        }

        return node as YamlSequence;
    }

    public static T? Missing<T>(CompileSession session, YamlNode place, string label, string key)
        where T : class
    {
        session.Diagnostics.Report(ShapeDiagnostics.MissingKey, place.Span, Sentence(label), key);
        return null;
    }

    /// <summary>A label at the beginning of a sentence.</summary>
    public static string Sentence(string label) => label.Length > 0 && char.IsLower(label[0]) ? char.ToUpperInvariant(label[0]) + label[1..] : label;
}
