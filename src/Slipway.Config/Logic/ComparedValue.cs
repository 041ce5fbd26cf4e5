using System.Text;
using Slipway.Config.Definitions;
using Slipway.Config.Expressions;
using Slipway.Config.Yaml;

namespace Slipway.Config.Logic;

/// <summary>One value of <c>equal</c>. An executor has a name and a content, and equals what has either.</summary>
/// <param name="Value">A scalar, or the name of an executor; null for lists and maps.</param>
/// <param name="Content">A list, a map or what an executor is, written so that equal ones are equal texts; null for scalars.</param>
internal sealed record ComparedValue(ExpressionValue? Value, string? Content)
{
    public bool Equals(ComparedValue? other) =>
        other is not null && ((Value is not null && Value == other.Value) || (Content is not null && Content == other.Content));

    /// <summary>The same for all, since two that have one of two things in common are equal.</summary>
    public override int GetHashCode() => 0;

    public static ComparedValue Of(bool value) => new(ExpressionValue.Of(value), null);

    public static string ContentOf(YamlNode node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return text.ToString();
    }

    private static void Write(YamlNode node, StringBuilder text)
    {
        switch (node)
        {
            case YamlMapping map:
                text.Append('{');
                foreach (var (key, value) in map.Entries.OrderBy(entry => entry.Key.Text, StringComparer.Ordinal))
                {
                    WriteText(key.Text, text);
                    Write(value, text);
                }

                text.Append('}');
                break;
            case YamlSequence list:
                text.Append('[');
                foreach (var item in list.Items)
                {
                    Write(item, text);
                }

                text.Append(']');
                break;
            case BoundValue bound:
                Write(bound.Value, text);
                break;
            case YamlScalar scalar when ScalarValues.ToExpression(scalar) is { } value and not ExpressionValue.Text:
                text.Append(value.GetType() == typeof(ExpressionValue.Null) ? "~" : value.AsText()).Append(',');
                break;
            case YamlScalar scalar:
                WriteText(scalar.Text, text);
                break;
        }
    }

    /// <summary>With its length before it, so that no text can look like the end of another.</summary>
    private static void WriteText(string value, StringBuilder text) => text.Append('"').Append(value.Length).Append(':').Append(value);
}
