using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Expressions;
using Slipway.Config.Yaml;
using Slipway.Model.Diagnostics;

namespace Slipway.Config.Parameters;

/// <summary>Joins the declared pipeline parameters with the values that the compilation was given.</summary>
internal sealed class PipelineParameterBinder(CompileSession session)
{
    private readonly ArgumentReader _reader = new(session);

    public PipelineScope Bind(YamlMapping root, Library library)
    {
        var declared = library.HasReuse ? new ParameterReader(session, null, library).Read(root["parameters"]) : ParameterSet.Empty;
        var arguments = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var declaration in declared.All)
        {
            arguments[declaration.Name] = session.Options.PipelineParameters.TryGetValue(declaration.Name, out var given)
                || session.Options.InheritedParameters.TryGetValue(declaration.Name, out given)
                ? ReadGiven(declaration, given, library)
                : _reader.Coerce(declaration, declaration.Default!, library);
        }

        ReportUnknown(root, declared);
        return new PipelineScope(declared, arguments, session.Options.PipelineValues);
    }

    private YamlNode ReadGiven(ParameterDeclaration declaration, ExpressionValue given, Library library)
    {
        var place = new YamlScalar(declaration.Default!.Document, declaration.Span.Start, declaration.Span.End, string.Empty, isPlain: true);
        var isTyped = given is not ExpressionValue.Text || declaration.Type is not (ParameterType.Boolean or ParameterType.Integer);
        var node = isTyped ? ScalarValues.ToNode(given, place) : YamlScalar.PlainAt(place, given.AsText());
        if (declaration.Type is ParameterType.String && given is ExpressionValue.Number or ExpressionValue.Boolean)
        {
            node = YamlScalar.TextAt(place, given.AsText());
        }

        return _reader.Coerce(declaration, node, library);
    }

    private void ReportUnknown(YamlMapping root, ParameterSet declared)
    {
        if (declared.IsIncomplete)
        {
            return;
        }

        foreach (var name in session.Options.PipelineParameters.Keys.Where(name => declared.Find(name) is null))
        {
            var place = new SourcePosition(1, 1);
            session.Diagnostics.ReportWithHint(
                ParameterDiagnostics.UnknownPipelineArgument,
                root.Document.Span(place, place),
                Suggestion.For(name, declared.Names),
                name);
        }
    }
}
