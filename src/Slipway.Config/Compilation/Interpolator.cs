using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Expressions;
using Slipway.Config.Yaml;
using Slipway.Model.Diagnostics;

namespace Slipway.Config.Compilation;

/// <summary>
/// Replaces <c>&lt;&lt; … &gt;&gt;</c> in a tree. A text that is one reference and nothing else becomes its value with its type;
/// inside a text the value is written out (https://circleci.com/docs/guides/orchestrate/reusing-config/#using-parameters-in-executors).
/// </summary>
internal sealed class Interpolator(CompileSession session)
{
    /// <summary>The same node when there is nothing to replace.</summary>
    public YamlNode Evaluate(YamlNode node, Scope scope)
    {
        if (!node.HasReferences || !scope.Interpolates)
        {
            return node;
        }

        // Looked through for each use, whatever comes of it.
        var letters = node switch { YamlScalar { Text.Length: var length } => length, YamlSequence { Items.Count: var count } => count, YamlMapping { Entries.Count: var count } => count, _ => 0 };
        if (!session.Take(node, letters))
        {
            return YamlUnknown.At(node);
        }

        return node switch
        {
            YamlScalar scalar => EvaluateText(scalar, scope),
            YamlSequence sequence => new YamlSequence(node, [.. sequence.Items.Select(item => Evaluate(item, scope))]),
            YamlMapping mapping => new YamlMapping(node, [.. mapping.Entries.Select(entry => EvaluateEntry(entry, scope))]),
            _ => node,
        };
    }

    private YamlEntry EvaluateEntry(YamlEntry entry, Scope scope)
    {
        var key = entry.Key;
        if (key.HasReferences && EvaluateText(key, scope) is YamlScalar evaluated)
        {
            key = YamlScalar.TextAt(key, ScalarValues.ToText(evaluated));
        }

        return new YamlEntry(key, Evaluate(entry.Value, scope));
    }

    private YamlNode EvaluateText(YamlScalar scalar, Scope scope)
    {
        var parts = Template.Split(scalar.Text);
        if (parts is [{ Kind: TemplatePartKind.Reference } only])
        {
            return EvaluateReference(only, scalar, scope) ?? scalar;
        }

        var writer = new TemplateWriter(session, scalar, scope, this);
        return writer.Write(parts);
    }

    /// <summary>The value of one reference; null when it is no reference and stays a text.</summary>
    internal YamlNode? EvaluateReference(TemplatePart part, YamlScalar place, Scope scope)
    {
        var at = new ReferencePlace(place, part.Raw, part.Opening);
        var lookup = new ReferenceLookup(session, scope);
        if (ReferenceLookup.IsName(part.Content))
        {
            return lookup.Find(part.Content, at);
        }

        if (part.Content.StartsWith("include(", StringComparison.Ordinal))
        {
            session.Diagnostics.Report(ParameterDiagnostics.IncludeOutsideOrb, at.Span, part.Content);
            return YamlUnknown.At(place);
        }

        var (expression, error) = Expression.Parse(part.Content);
        var outcome = expression?.Evaluate(name => lookup.FindInExpression(name, at)) ?? new ExpressionOutcome(null, error);
        if (lookup.MetUnknown)
        {
            return YamlUnknown.At(place);
        }

        return outcome.Value is { } value ? ScalarValues.ToNode(value, place) : Blame(part, outcome.Error!, at, scope);
    }

    private YamlUnknown? Blame(TemplatePart part, ExpressionError error, ReferencePlace at, Scope scope)
    {
        var isMeant = error.Kind == ExpressionErrorKind.UnknownVariable || part.Content.Contains("pipeline.", StringComparison.Ordinal) || part.Content.Contains("parameters.", StringComparison.Ordinal);
        if (!isMeant)
        {
            session.Diagnostics.Report(ParameterDiagnostics.OddReference, at.Span, YamlScalar.Shorten(part.Content));
            return null;
        }

        var hint = scope.Parameters.Find(part.Content) is not null ? $"Write << parameters.{part.Content} >>."
            : session.Pipeline.Parameters.Find(part.Content) is not null ? $"Write << pipeline.parameters.{part.Content} >>."
            : Suggestion.NearestOf(part.Content.Split('.')[0], ["parameters", "pipeline", "matrix"])
            ?? (error.Kind == ExpressionErrorKind.UnknownVariable ? "Write '\\<<' for a '<<' that is meant as text, as before a heredoc." : null);
        session.Diagnostics.ReportWithHint(ParameterDiagnostics.BadExpression, at.Span, hint, YamlScalar.Shorten(part.Content), error.Message);
        return YamlUnknown.At(at.Node);
    }

    internal static SourceSpan SpanOf(TemplatePart part, YamlScalar place) => new ReferencePlace(place, part.Raw, part.Opening).Span;
}
