using System.Globalization;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;

namespace Slipway.Config.Compilation;

/// <summary>Reads <c>environment</c>: a map, a list of maps, or a list of <c>NAME=value</c>. The node is interpolated already.</summary>
/// <param name="session">The compilation.</param>
/// <param name="keepsIntegers">Whether whole numbers stay what they are, as in a step; elsewhere great ones are written with an exponent.</param>
/// <param name="countsBooleans">
/// Whether true is written 1 and false 0, as in a step of a published orb. Scripts of orbs rely on it (https://github.com/circleci/circleci-docs/issues/5304,
/// https://github.com/CircleCI-Public/shellcheck-orb/pull/39, https://github.com/roopakv/orbs/pull/73); the documentation says that it may be so:
/// https://circleci.com/docs/reusing-config/#boolean.
/// </param>
internal sealed class EnvironmentReader(CompileSession session, bool keepsIntegers = false, bool countsBooleans = false)
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Read(YamlNode? node, string label)
    {
        if (node is null)
        {
            return None;
        }

        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        AddAll(node, label, variables);
        return variables;
    }

    private void AddAll(YamlNode? node, string label, Dictionary<string, string> variables)
    {
        switch (node)
        {
            case null or YamlUnknown or YamlScalar { Kind: ScalarKind.Null }:
                break;
            case YamlMapping map:
                AddMap(map, variables);
                break;
            case YamlSequence list:
                foreach (var item in list.Items)
                {
                    AddItem(item, label, variables);
                }

                break;
            case YamlScalar { Kind: ScalarKind.Text } scalar when scalar.Text.IndexOf('=', StringComparison.Ordinal) is var equals && equals > 0:
                session.Diagnostics.Report(ShapeDiagnostics.Deprecated, node.Span, "An environment in one text", "write a map of names and values");
                AddPair(scalar, equals, variables);
                break;
            default:
                session.Diagnostics.ReportWithHint(ShapeDiagnostics.NotAMap, node.Span, "Write NAME: value below it.", $"'environment' of {label}", node.Describe());
                break;
        }
    }

    private void AddItem(YamlNode item, string label, Dictionary<string, string> variables)
    {
        if (item is YamlScalar { Kind: ScalarKind.Text } scalar && scalar.Text.IndexOf('=', StringComparison.Ordinal) is var equals && equals > 0)
        {
            AddPair(scalar, equals, variables);
        }
        else if (item is YamlMapping or YamlUnknown)
        {
            AddAll(item, label, variables);
        }
        else
        {
            session.Diagnostics.ReportWithHint(ShapeDiagnostics.BadListItem, item.Span, "Write NAME: value.", $"'environment' of {label}", item.Describe());
        }
    }

    private void AddMap(YamlMapping map, Dictionary<string, string> variables)
    {
        foreach (var (key, value) in map.Entries)
        {
            if (!VariableName.IsValid(key.Text) && !key.HasReferences)
            {
                session.Diagnostics.Report(ShapeDiagnostics.BadVariableName, key.Span, key.Text);
            }

            if (value is YamlScalar scalar)
            {
                Add(key, TextOf(key.Text, scalar), variables);
            }
            else if (value is BoundValue { ExecutorName: { } name })
            {
                Add(key, name.Text, variables);
            }
            else if (value is not YamlUnknown)
            {
                session.Diagnostics.Report(ShapeDiagnostics.NotAText, value.Span, $"The variable '{key.Text}'", value.Describe());
            }
        }
    }

    private void AddPair(YamlScalar pair, int equals, Dictionary<string, string> variables)
    {
        if (session.TakeText(pair, pair.Text))
        {
            variables[pair.Text[..equals]] = pair.Text[(equals + 1)..];
        }
    }

    private void Add(YamlScalar key, string value, Dictionary<string, string> variables)
    {
        if (session.TakeText(key, key.Text) && session.TakeText(key, value))
        {
            variables[key.Text] = value;
        }
    }

    private string TextOf(string name, YamlScalar value)
    {
        switch (value.Kind)
        {
            case ScalarKind.Null:
                session.Diagnostics.Report(ShapeDiagnostics.NullEnvironment, value.Span, name);
                return "<nil>";
            case ScalarKind.Integer or ScalarKind.Float:
                return Changed(value, NumberText(value));
            case ScalarKind.Boolean when countsBooleans:
                return ScalarResolver.IsTrue(value.Text) ? "1" : "0";
            case ScalarKind.Boolean:
                return Changed(value, ScalarValues.ToText(value));
            default:
                WarnOfVariable(name, value);
                return value.IsUnset ? "<nil>" : value.Text;
        }
    }

    private string NumberText(YamlScalar value) =>
        keepsIntegers && value.Kind == ScalarKind.Integer && ScalarResolver.ToInteger(value.Text) is { } integer
            ? integer.ToString(CultureInfo.InvariantCulture)
            : GoNumber.Format(ScalarResolver.ToNumber(value.Text));

    private void WarnOfVariable(string name, YamlScalar value)
    {
        if (LiteralText.VariableIn(name, value.Text) is { } variable)
        {
            session.Diagnostics.ReportWithHint(ShapeDiagnostics.VariableKeptAsText, value.Span, $"Set it in a 'run' step: echo 'export {name}=…' >> \"$BASH_ENV\"", name, variable);
        }
    }

    private string Changed(YamlScalar value, string text)
    {
        if (text != value.Text)
        {
            session.Diagnostics.Report(ShapeDiagnostics.ChangesInEnvironment, value.Span, value.Text, text);
        }

        return text;
    }
}
