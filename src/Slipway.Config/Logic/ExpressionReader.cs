using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Expressions;
using Slipway.Config.Yaml;
using Slipway.Model.Diagnostics;

namespace Slipway.Config.Logic;

/// <summary>
/// Evaluates a text of the config that is an expression as a whole, as filters of jobs and <c>when</c> of workflows take it. One reference alone is its value, and one
/// within the text is replaced first (https://circleci.com/docs/reference/expressions-reference/).
/// </summary>
internal sealed class ExpressionReader(CompileSession session, Scope scope)
{
    /// <summary>Null when it is wrong, which is reported, or not known.</summary>
    public bool? Evaluate(YamlScalar written, DiagnosticDescriptor descriptor)
    {
        if (session.Interpolator.Evaluate(written, scope) is not YamlScalar text)
        {
            return null;
        }

        if (text.Kind != ScalarKind.Text || Template.IsOneReference(written.Text))
        {
            return Truth.Of(text);
        }

        if (!session.Take(text, text.Text.Length))
        {
            return null;
        }

        var lookup = new ReferenceLookup(session, scope);
        var (expression, error) = Expression.Parse(text.Text);
        var outcome = expression?.Evaluate(name => lookup.FindInExpression(name, new ReferencePlace(text, name))) ?? new ExpressionOutcome(null, error);
        if (outcome.Error is { } wrong)
        {
            session.Diagnostics.ReportWithHint(descriptor, written.HasReferences ? written.Span : SpanOf(text, wrong), HintFor(wrong, text.Text, written), wrong.Message);
            return null;
        }

        return lookup.MetUnknown ? null : outcome.IsTruthy;
    }

    private static string? HintFor(ExpressionError error, string text, YamlScalar written)
    {
        if (written.HasReferences)
        {
            return $"With its references replaced it is: {YamlScalar.Shorten(text)}. Inside an expression the names stand without '<<' and '>>'.";
        }

        if (error.Kind != ExpressionErrorKind.UnknownVariable)
        {
            return null;
        }

        var name = text.Substring(error.Position, error.Length);
        return Suggestion.NearestOf(name.Split('.')[0], ["pipeline", "true", "false", "not", "and", "or"])
            ?? $"Write \"{name}\" for a text, or pipeline.parameters.{name} for a parameter of the pipeline.";
    }

    private static SourceSpan SpanOf(YamlScalar text, ExpressionError error)
    {
        var length = Math.Clamp(error.Length, 0, text.Text.Length - Math.Min(error.Position, text.Text.Length));
        var whole = text.Document.Find(text.Start, text.End, text.Text);
        if (length == 0 || whole.Start.Line != whole.End.Line || whole.End.Column - whole.Start.Column != text.Text.Length)
        {
            return length == 0 ? text.Span : text.Document.Find(text.Start, text.End, text.Text.Substring(error.Position, length));
        }

        var start = whole.Start with { Column = whole.Start.Column + error.Position };
        return text.Document.Span(start, start with { Column = start.Column + length });
    }
}
