using System.Buffers;
using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Yaml;

namespace Slipway.Config.Parameters;

/// <summary>Reads <c>parameters</c> of a command, job, executor or of the pipeline. <paramref name="kind"/> is null for the pipeline.</summary>
internal sealed class ParameterReader(CompileSession session, ElementKind? kind, Library library)
{
    private const int MaxPipelineParameters = 100;

    private static readonly HashSet<string> Keys = ["type", "default", "description", "enum"];
    private static readonly HashSet<string> ReservedInJobs = ["name", "requires", "context", "type", "filters", "matrix", "pre-steps", "post-steps"];
    private static readonly string[] PipelineTypes = ["string", "boolean", "integer", "enum"];
    private static readonly string[] ExecutorTypes = ["string", "boolean", "integer", "enum", "env_var_name"];
    private static readonly string[] AllTypes = ["string", "boolean", "integer", "enum", "executor", "steps", "env_var_name"];

    private static readonly SearchValues<char> OddCharacters = SearchValues.Create(" <>{}$\"'");

    private bool _isIncomplete;

    private string[] Types => kind switch
    {
        null => PipelineTypes,
        ElementKind.Executor => ExecutorTypes,
        _ => AllTypes,
    };

    public ParameterSet Read(YamlNode? section)
    {
        if (section is null or YamlScalar { Kind: ScalarKind.Null })
        {
            return ParameterSet.Empty;
        }

        if (Shape.Map(session, section, "'parameters'") is not { } map)
        {
            return new ParameterSet([], isIncomplete: true);
        }

        var declarations = new List<ParameterDeclaration>(map.Entries.Count);
        foreach (var (key, value) in map.Entries)
        {
            if (ReadDeclaration(key, value) is { } declaration)
            {
                declarations.Add(declaration);
            }
        }

        if (kind is null && declarations.Count > MaxPipelineParameters)
        {
            session.Diagnostics.Report(ParameterDiagnostics.TooManyParameters, section.Span, MaxPipelineParameters);
        }

        return new ParameterSet(declarations, _isIncomplete);
    }

    private static ParameterType? TypeOf(string name) => name switch
    {
        "string" => ParameterType.String,
        "boolean" => ParameterType.Boolean,
        "integer" => ParameterType.Integer,
        "enum" => ParameterType.Enum,
        "executor" => ParameterType.Executor,
        "steps" => ParameterType.Steps,
        "env_var_name" => ParameterType.EnvVarName,
        _ => null,
    };

    private ParameterDeclaration? ReadDeclaration(YamlScalar key, YamlNode value)
    {
        CheckName(key);
        if (Shape.Map(session, value, $"the parameter '{key.Text}'") is not { } map || ReadType(key, map) is not { } type)
        {
            _isIncomplete = true;
            return null;
        }

        CheckKeys(key, map);
        var allowed = type == ParameterType.Enum ? ReadEnum(key, map) : [];
        var declaration = new ParameterDeclaration(key.Text, type, ReadDefault(key, map, type), allowed, key.Span);
        return declaration.Default is { } written && Checked(declaration, written) is var taken && !ReferenceEquals(taken, written)
            ? new ParameterDeclaration(key.Text, type, taken, allowed, key.Span)
            : declaration;
    }

    private void CheckName(YamlScalar key)
    {
        if (kind == ElementKind.Job && ReservedInJobs.Contains(key.Text))
        {
            session.Diagnostics.Report(ParameterDiagnostics.ReservedName, key.Span, key.Text);
        }
        else if (key.Text.Length == 0 || !char.IsAsciiLetter(key.Text[0]) || key.Text.AsSpan().ContainsAny(OddCharacters))
        {
            session.Diagnostics.Report(ParameterDiagnostics.OddName, key.Span, key.Text, "a parameter");
        }
    }

    private ParameterType? ReadType(YamlScalar key, YamlMapping map)
    {
        var types = Types;
        if (map["type"] is not { } node)
        {
            session.Diagnostics.ReportWithHint(ParameterDiagnostics.MissingType, key.Span, $"Allowed here: {string.Join(", ", types)}.", key.Text);
            return null;
        }

        if (node is YamlScalar scalar && types.Contains(scalar.Text))
        {
            return TypeOf(scalar.Text);
        }

        if (node is not YamlUnknown)
        {
            var written = node is YamlScalar text ? text.Text : node.Describe();
            session.Diagnostics.ReportWithHint(ParameterDiagnostics.UnknownType, node.Span, Suggestion.For(written, types), written);
        }

        return null;
    }

    private void CheckKeys(YamlScalar key, YamlMapping map)
    {
        foreach (var entry in map.Entries.Where(entry => !Keys.Contains(entry.Key.Text)))
        {
            var descriptor = kind is null ? ShapeDiagnostics.ForbiddenKey : ShapeDiagnostics.UnknownKey;
            session.Diagnostics.ReportWithHint(descriptor, entry.Key.Span, Suggestion.For(entry.Key.Text, Keys), $"The parameter '{key.Text}'", entry.Key.Text);
        }
    }

    private List<string> ReadEnum(YamlScalar key, YamlMapping map)
    {
        if (map["enum"] is YamlSequence { Items.Count: > 0 } list)
        {
            return [.. list.Items.OfType<YamlScalar>().Select(ScalarValues.ToText)];
        }

        session.Diagnostics.Report(ParameterDiagnostics.MissingEnum, (map["enum"] ?? key).Span, key.Text);
        return [];
    }

    private YamlNode? ReadDefault(YamlScalar key, YamlMapping map, ParameterType type)
    {
        if (map["default"] is not { } node)
        {
            if (kind is null)
            {
                session.Diagnostics.Report(ParameterDiagnostics.MissingDefault, key.Span, key.Text);
                return YamlUnknown.At(key);
            }

            return null;
        }

        if (node is YamlScalar { Kind: ScalarKind.Null } && type is ParameterType.Steps)
        {
            return new YamlSequence(node, []);
        }

        return node;
    }

    /// <summary>The default in the type of its parameter; unknown when it is wrong. One that is not used, since the pipeline was given a value, is not looked at.</summary>
    private YamlNode Checked(ParameterDeclaration declaration, YamlNode written)
    {
        if ((written.HasReferences && library.HasReuse) || (kind is null && IsGiven(declaration.Name)))
        {
            return written;
        }

        if (ArgumentReader.Convert(declaration, written) is { } converted)
        {
            var hint = declaration.Type == ParameterType.String ? $"Quote it: \"{converted.Text}\"." : $"Write it without quotes: {converted.Text}.";
            session.Diagnostics.ReportWithHint(ParameterDiagnostics.DefaultOfOtherType, written.Span, hint, declaration.Name, WordFor(declaration.Type), written.Describe());
            return converted;
        }

        if (declaration is { Type: ParameterType.Enum, Allowed.Count: > 0 } && written is YamlScalar scalar && !declaration.Allowed.Contains(ScalarValues.ToText(scalar)))
        {
            session.Diagnostics.ReportWithHint(ParameterDiagnostics.DefaultNotInEnum, written.Span, Suggestion.For(scalar.Text, declaration.Allowed), scalar.Text, declaration.Name);
            return YamlUnknown.At(written);
        }

        return new ArgumentReader(session).Coerce(declaration, written, library) is YamlUnknown ? YamlUnknown.At(written) : written;
    }

    private bool IsGiven(string name) => session.Options.PipelineParameters.ContainsKey(name) || session.Options.InheritedParameters.ContainsKey(name);

    private static string WordFor(ParameterType type) => type switch
    {
        ParameterType.String => "a text",
        ParameterType.Boolean => "true or false",
        _ => "a whole number",
    };
}
