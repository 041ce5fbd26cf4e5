using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;

namespace Slipway.Config.Parameters;

/// <summary>Checks a value against the type of its parameter and gives it that type.</summary>
internal sealed class ArgumentReader(CompileSession session)
{
    /// <param name="declaration">The parameter.</param>
    /// <param name="value">Its value, interpolated.</param>
    /// <param name="origin">The library that names in the value belong to.</param>
    public YamlNode Coerce(ParameterDeclaration declaration, YamlNode value, Library origin)
    {
        if (value is YamlUnknown)
        {
            return value;
        }

        if (value is YamlScalar { IsUnset: true })
        {
            return CoerceUnset(declaration, value, origin);
        }

        return declaration.Type switch
        {
            ParameterType.String => CoerceText(declaration, value),
            // From here on it is a value and no word: who writes "on" for it means nothing else than who writes "true".
            ParameterType.Boolean => value is YamlScalar { Kind: ScalarKind.Boolean } scalar ? YamlScalar.PlainAt(scalar, ScalarValues.ToText(scalar)) : Reject(declaration, value, "true or false"),
            ParameterType.Integer => value is YamlScalar { Kind: ScalarKind.Integer } ? value : Reject(declaration, value, "a whole number"),
            ParameterType.Enum => CoerceEnum(declaration, value),
            ParameterType.EnvVarName => CoerceVariable(declaration, value),
            ParameterType.Executor => CoerceExecutor(declaration, value, origin),
            _ => CoerceSteps(declaration, value, origin),
        };
    }

    /// <summary>What a default of another type is in the type of its parameter; null when it has that type, or cannot be read as one of it.</summary>
    public static YamlScalar? Convert(ParameterDeclaration declaration, YamlNode value) => (declaration.Type, value) switch
    {
        (ParameterType.String, YamlScalar { Kind: ScalarKind.Integer or ScalarKind.Float or ScalarKind.Boolean } scalar) => YamlScalar.TextAt(scalar, ScalarValues.ToText(scalar)),
        (ParameterType.Boolean, YamlScalar { Kind: ScalarKind.Text } text) when ScalarResolver.Resolve(text.Text) == ScalarKind.Boolean => YamlScalar.PlainAt(text, text.Text),
        (ParameterType.Integer, YamlScalar { Kind: ScalarKind.Text } text) when ScalarResolver.Resolve(text.Text) == ScalarKind.Integer => YamlScalar.PlainAt(text, text.Text),
        _ => null,
    };

    /// <summary>A pipeline value that is not set is what the parameter has without one: validation does not fail for what only a real pipeline has.</summary>
    private YamlNode CoerceUnset(ParameterDeclaration declaration, YamlNode value, Library origin) => declaration.Type switch
    {
        ParameterType.String or ParameterType.Enum or ParameterType.EnvVarName => value,
        _ when declaration.Default is { HasReferences: false } and not YamlScalar { IsUnset: true } => Coerce(declaration, declaration.Default, origin),
        ParameterType.Boolean => YamlScalar.PlainAt(value, "false"),
        ParameterType.Integer => value,
        ParameterType.Steps => new BoundValue(new YamlSequence(value, []), origin),
        _ => Reject(declaration, value, "the name of an executor"),
    };

    private YamlNode CoerceText(ParameterDeclaration declaration, YamlNode value)
    {
        if (value is not YamlScalar scalar)
        {
            return value is BoundValue { ExecutorName: { } name } ? name : Reject(declaration, value, "a text");
        }

        if (scalar.Kind is ScalarKind.Text)
        {
            return scalar;
        }

        if (scalar.Kind is ScalarKind.Null)
        {
            return YamlScalar.TextAt(scalar, string.Empty);
        }

        session.Diagnostics.ReportWithHint(ParameterDiagnostics.WrongType, value.Span, $"Quote it: \"{scalar.Text}\".", declaration.Name, "a text", value.Describe());
        return YamlScalar.TextAt(scalar, ScalarValues.ToText(scalar));
    }

    private YamlNode CoerceEnum(ParameterDeclaration declaration, YamlNode value)
    {
        if (value is not YamlScalar scalar)
        {
            return Reject(declaration, value, "one of its values");
        }

        var text = ScalarValues.ToText(scalar);
        if (declaration.Allowed.Count > 0 && !declaration.Allowed.Contains(text))
        {
            session.Diagnostics.ReportWithHint(ParameterDiagnostics.NotInEnum, value.Span, Suggestion.For(text, declaration.Allowed), declaration.Name, text);
            return YamlUnknown.At(value);
        }

        return YamlScalar.TextAt(scalar, text);
    }

    private YamlNode CoerceVariable(ParameterDeclaration declaration, YamlNode value)
    {
        if (value is not YamlScalar { Kind: not (ScalarKind.Boolean or ScalarKind.Null) } scalar)
        {
            return Reject(declaration, value, "the name of an environment variable");
        }

        if (!VariableName.IsValid(scalar.Text))
        {
            session.Diagnostics.ReportWithHint(
                ParameterDiagnostics.BadVariable,
                value.Span,
                scalar.Text.StartsWith('$') ? "Write the name without '$'." : null,
                declaration.Name,
                scalar.Text);
            return YamlUnknown.At(value);
        }

        return scalar;
    }

    private YamlNode CoerceExecutor(ParameterDeclaration declaration, YamlNode value, Library origin) => value switch
    {
        BoundValue => value,
        YamlScalar { Kind: ScalarKind.Text } or YamlMapping => new BoundValue(value, origin),
        _ => Reject(declaration, value, "the name of an executor"),
    };

    private YamlNode CoerceSteps(ParameterDeclaration declaration, YamlNode value, Library origin) => value switch
    {
        BoundValue => value,
        YamlSequence => new BoundValue(value, origin),
        YamlScalar { Kind: ScalarKind.Null } => new BoundValue(new YamlSequence(value, []), origin),
        _ => Reject(declaration, value, "a list of steps"),
    };

    private YamlUnknown Reject(ParameterDeclaration declaration, YamlNode value, string wanted)
    {
        var hint = Convert(declaration, value) is { } converted ? $"Write it without quotes: {converted.Text}." : declaration.Type == ParameterType.Steps ? "Write a list of steps: put '- ' before each." : null;
        session.Diagnostics.ReportWithHint(ParameterDiagnostics.WrongType, value.Span, hint, declaration.Name, wanted, value.Describe());
        return YamlUnknown.At(value);
    }
}
