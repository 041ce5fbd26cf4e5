using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Expressions;
using Slipway.Config.Yaml;
using Slipway.Model.Diagnostics;

namespace Slipway.Config.Logic;

/// <summary>Evaluates a text of the config that is an expression as a whole.</summary>
internal sealed class ExpressionReader(CompileSession session, Scope scope)
{
    /// <summary>Null when it is wrong, which is reported, or not known.</summary>
    public bool? Evaluate(YamlScalar text, DiagnosticDescriptor descriptor)
    {
        if (!session.Take(text, text.Text.Length))
        {
            return null;
        }

        var lookup = new ReferenceLookup(session, scope);
        var (expression, error) = Expression.Parse(text.Text);
        var outcome = expression?.Evaluate(name => lookup.FindInExpression(name, new ReferencePlace(text, name))) ?? new ExpressionOutcome(null, error);
        if (outcome.Error is { } wrong)
        {
            session.Diagnostics.Report(descriptor, SpanOf(text, wrong), wrong.Message);
            return null;
        }

        return lookup.MetUnknown ? null : outcome.IsTruthy;
    }

    private static SourceSpan SpanOf(YamlScalar text, ExpressionError error)
    {
        var length = Math.Clamp(error.Length, 0, text.Text.Length - Math.Min(error.Position, text.Text.Length));
        if (length == 0 || text.Start.Line != text.End.Line)
        {
            return text.Span;
        }

        var start = text.Start with { Column = text.Start.Column + error.Position + (text.IsPlain ? 0 : 1) };
        return text.Document.Span(start, start with { Column = start.Column + length });
    }
}
