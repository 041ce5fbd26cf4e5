using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
using Slipway.Config.Expressions;
using Slipway.Config.Patterns;
using Slipway.Config.Yaml;

namespace Slipway.Config.Logic;

/// <summary>Evaluates logic statements (https://circleci.com/docs/reference/configuration-reference/#logic-statements). Null stands for "not known".</summary>
/// <param name="session">The compilation.</param>
/// <param name="scope">Where the statement stands.</param>
/// <param name="allowsExpressions">Whether a bare text is an expression: true in workflows, false in steps.</param>
internal sealed class LogicEvaluator(CompileSession session, Scope scope, bool allowsExpressions)
{
    private const int MaxDepth = 100;

    private static readonly string[] Operators = ["and", "or", "not", "equal", "matches"];

    public bool? Evaluate(YamlNode statement) => Evaluate(statement, depth: 0);

    private bool? Evaluate(YamlNode statement, int depth)
    {
        if (depth > MaxDepth)
        {
            session.Diagnostics.Report(WorkflowDiagnostics.LogicTooDeep, statement.Span, MaxDepth);
            return null;
        }

        return statement switch
        {
            YamlScalar scalar => EvaluateScalar(scalar),
            YamlMapping { Entries: [var (key, operand)] } => EvaluateOperator(key, operand, depth + 1),
            YamlUnknown => null,
            _ => Reject(statement),
        };
    }

    private bool? Reject(YamlNode statement)
    {
        session.Diagnostics.Report(WorkflowDiagnostics.LogicShape, statement.Span, statement.Describe());
        return null;
    }

    private bool? EvaluateScalar(YamlScalar scalar)
    {
        if (allowsExpressions && !scalar.HasReferences && scalar.Kind == ScalarKind.Text && IsExpression(scalar.Text))
        {
            return new ExpressionReader(session, scope).Evaluate(scalar, WorkflowDiagnostics.BadCondition);
        }

        var value = session.Interpolator.Evaluate(scalar, scope);
        return value is YamlUnknown ? null : Truth.Of(value);
    }

    private static bool IsExpression(string text) => text.Contains(' ', StringComparison.Ordinal) || text.Contains('(', StringComparison.Ordinal) || ReferenceLookup.StartsWithRoot(text);

    private bool? EvaluateOperator(YamlScalar key, YamlNode operand, int depth)
    {
        switch (key.Text)
        {
            case "not":
                return !Evaluate(operand, depth);
            case "matches":
                return EvaluateMatches(operand);
            case "and" or "or" or "equal":
                return Operands(key, operand) is { } list ? EvaluateList(key.Text, list, depth) : null;
            default:
                session.Diagnostics.ReportWithHint(WorkflowDiagnostics.LogicShape, key.Span, Suggestion.For(key.Text, Operators), $"'{key.Text}'");
                return null;
        }
    }

    private IReadOnlyList<YamlNode>? Operands(YamlScalar key, YamlNode operand)
    {
        var evaluated = operand is YamlScalar ? session.Interpolator.Evaluate(operand, scope) : operand;
        if (Shape.List(session, evaluated, $"'{key.Text}'") is not { } list)
        {
            return null;
        }

        if (list.Items.Count == 0)
        {
            session.Diagnostics.Report(WorkflowDiagnostics.EmptyLogic, operand.Span, key.Text);
            return null;
        }

        return list.Items;
    }

    private bool? EvaluateList(string name, IReadOnlyList<YamlNode> operands, int depth)
    {
        if (name == "equal")
        {
            return EvaluateEqual(operands, depth);
        }

        var results = operands.Select(operand => Evaluate(operand, depth)).ToList();
        var decisive = name == "or";
        return results.Contains(decisive) ? decisive : results.Contains(null) ? null : !decisive;
    }

    private bool? EvaluateEqual(IReadOnlyList<YamlNode> operands, int depth)
    {
        var values = operands.Select(operand => ValueOf(operand, depth)).ToList();
        return values.Contains(null) ? null : values.TrueForAll(value => value == values[0]);
    }

    private ExpressionValue? ValueOf(YamlNode operand, int depth)
    {
        if (operand is YamlMapping)
        {
            return Evaluate(operand, depth) is { } truth ? ExpressionValue.Of(truth) : null;
        }

        var value = session.Interpolator.Evaluate(operand, scope);
        if (value is YamlSequence)
        {
            session.Diagnostics.Report(WorkflowDiagnostics.LogicShape, operand.Span, value.Describe());
            return null;
        }

        return value is YamlScalar scalar && !session.Take(operand, scalar.Text.Length) ? null : ScalarValues.ToExpression(value);
    }

    private bool? EvaluateMatches(YamlNode operand)
    {
        if (Shape.Map(session, operand, "'matches'") is not { } map)
        {
            return null;
        }

        var fields = new Fields(session, map, scope, "'matches'");
        var pattern = fields.Take("pattern");
        var value = fields.Take("value");
        fields.Finish(ShapeDiagnostics.ForbiddenKey);
        if (!fields.Has("pattern") || !fields.Has("value"))
        {
            return Shape.Missing<object>(session, map, "'matches'", fields.Has("pattern") ? "value" : "pattern") is not null;
        }

        if (pattern is not YamlScalar text || value is YamlUnknown)
        {
            return null;
        }

        var compared = value is YamlScalar scalar ? ScalarValues.ToText(scalar) : string.Empty;
        return session.Take(text, (long)text.Text.Length + compared.Length) ? Matches(text, compared) : null;
    }

    private bool? Matches(YamlScalar pattern, string value)
    {
        var (compiled, error) = FullMatchPattern.Parse(pattern.Text);
        if (compiled is null)
        {
            session.Diagnostics.Report(WorkflowDiagnostics.BadPattern, pattern.Span, pattern.Text, error!.Message);
            return null;
        }

        return compiled.Match(value) == MatchOutcome.Matched;
    }
}
