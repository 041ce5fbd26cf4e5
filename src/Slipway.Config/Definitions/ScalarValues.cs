using Slipway.Config.Expressions;
using Slipway.Config.Yaml;

namespace Slipway.Config.Definitions;

/// <summary>Goes between nodes of the tree and values of the expression language.</summary>
internal static class ScalarValues
{
    /// <summary>Null for lists, maps and values that are not known.</summary>
    public static ExpressionValue? ToExpression(YamlNode node) => node switch
    {
        BoundValue bound => bound.ExecutorName is { } name ? ExpressionValue.Of(name.Text) : null,
        YamlScalar scalar => scalar.Kind switch
        {
            ScalarKind.Null => ExpressionValue.Null.Instance,
            ScalarKind.Boolean => ExpressionValue.Of(ScalarResolver.IsTrue(scalar.Text)),
            ScalarKind.Integer when ScalarResolver.ToInteger(scalar.Text) is { } integer => ExpressionValue.Of(integer),
            _ => ExpressionValue.Of(scalar.Text),
        },
        _ => null,
    };

    public static YamlScalar ToNode(ExpressionValue value, YamlNode place) => value switch
    {
        ExpressionValue.Null => YamlScalar.UnsetAt(place),
        ExpressionValue.Boolean or ExpressionValue.Number => YamlScalar.PlainAt(place, value.AsText()),
        _ => YamlScalar.TextAt(place, value.AsText()),
    };

    /// <summary>What a scalar is inside a text: booleans in one spelling, null as nothing.</summary>
    public static string ToText(YamlScalar scalar) => scalar.Kind switch
    {
        ScalarKind.Null => string.Empty,
        ScalarKind.Boolean => ScalarResolver.IsTrue(scalar.Text) ? "true" : "false",
        _ => scalar.Text,
    };
}
