using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Expressions;
using Slipway.Config.Libraries;
using Slipway.Config.Parameters;
using Slipway.Config.Yaml;

namespace Slipway.Config.Logic;

/// <summary>Reads the values of <c>equal</c>: an executor, as a parameter or by an alias of its definition, is what it is with its parameters put in.</summary>
internal sealed class ComparedValueReader(CompileSession session, Scope scope)
{
    private static readonly string[] NotContent = ["parameters", "description"];

    private readonly ElementFinder _finder = new(session);
    private readonly ArgumentBinder _binder = new(session);

    /// <summary>Null when it is not known.</summary>
    public ComparedValue? Read(YamlNode operand)
    {
        if (operand is YamlMapping map && DefinedBy(map) is { } executor)
        {
            return new ComparedValue(null, ContentOf(executor, [], scope));
        }

        WarnOfText(operand);
        return session.Interpolator.Evaluate(operand, scope) switch
        {
            YamlScalar scalar => session.Take(operand, scalar.Text.Length) ? new ComparedValue(ScalarValues.ToExpression(scalar), null) : null,
            BoundValue { ExecutorName: { } name } bound => new ComparedValue(ExpressionValue.Of(name.Text), ContentOf(bound, name)),
            YamlUnknown => null,
            var value => session.Take(operand, value.Weight) ? new ComparedValue(null, ComparedValue.ContentOf(value)) : null,
        };
    }

    /// <summary>The executor whose definition this is an alias of.</summary>
    private Element? DefinedBy(YamlMapping map) =>
        scope.Library.Elements(ElementKind.Executor).Values.FirstOrDefault(executor => ReferenceEquals(executor.Body.Entries, map.Entries));

    private string? ContentOf(BoundValue bound, YamlScalar name)
    {
        if (_finder.Find(bound.Origin, ElementKind.Executor, name.Text, bound.Span, out _) is not { } executor)
        {
            return null;
        }

        executor.IsReferenced = true;
        var arguments = (bound.Value as YamlMapping)?.Entries.Where(entry => entry.Key.Text != "name").ToList();
        return ContentOf(executor, arguments ?? [], new Scope(bound.Origin) { IsEvaluated = true });
    }

    private string? ContentOf(Element executor, List<YamlEntry> arguments, Scope caller)
    {
        var isComplete = executor.Parameters.All.All(declaration => declaration.Default is not null || arguments.Exists(entry => entry.Key.Text == declaration.Name));
        var inside = isComplete ? _binder.Bind(executor, arguments, caller, executor.Key.Span) : ArgumentBinder.Unbound(executor);
        var body = new YamlMapping(executor.Body, [.. executor.Body.Entries.Where(entry => !NotContent.Contains(entry.Key.Text))]);
        return session.Take(executor.Key, body.Weight) ? ComparedValue.ContentOf(session.Interpolator.Evaluate(body, inside)) : null;
    }

    /// <summary>A name without brackets is a text that equals nothing, and so is a variable of the environment.</summary>
    private void WarnOfText(YamlNode operand)
    {
        if (operand is not YamlScalar { Kind: ScalarKind.Text, HasReferences: false, Text: var text })
        {
            return;
        }

        if (ReferenceLookup.IsName(text))
        {
            session.Diagnostics.ReportWithHint(WorkflowDiagnostics.ComparedAsText, operand.Span, $"Write << {text} >>.", text);
        }
        else if (text is ['$', ..])
        {
            session.Diagnostics.ReportWithHint(WorkflowDiagnostics.ComparedAsText, operand.Span, "Environment variables are not known yet: use a parameter, or ask in a 'run' step.", text);
        }
    }
}
