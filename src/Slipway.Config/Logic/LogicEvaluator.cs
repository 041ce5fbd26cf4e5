using System.Buffers;
using Slipway.Config.Compilation;
using Slipway.Config.Definitions;
using Slipway.Config.Diagnostics;
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
    private static readonly SearchValues<char> WordCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    public static bool IsOperator(string key) => Operators.Contains(key);

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
            YamlMapping { Entries: [var (key, operand)] } when IsOperator(key.Text) => EvaluateOperator(key, operand, depth + 1),
            YamlMapping map => EvaluateOther(map, map.Entries.Count > 0, HintFor(map)),
            YamlSequence list => EvaluateOther(list, list.Items.Count > 0, "Write 'and:' or 'or:' before the list."),
            _ => null,
        };
    }

    /// <summary>What is no logic statement counts as all values do: as true unless it is empty.</summary>
    private bool? EvaluateOther(YamlNode statement, bool isTrue, string? hint)
    {
        session.Interpolator.Evaluate(statement, scope);
        session.Diagnostics.ReportWithHint(WorkflowDiagnostics.LogicShape, statement.Span, hint, isTrue ? "true" : "false", statement.Describe());
        return isTrue;
    }

    private static string? HintFor(YamlMapping map)
    {
        if (map.Entries is [{ Key.Text: "condition" }])
        {
            return "Leave out 'condition': it belongs to 'when' as a step.";
        }

        var keys = map.Entries.Select(entry => entry.Key.Text).ToList();
        return keys.Find(IsOperator) is { } found ? $"Indent below '{found}' what belongs to it, or join the keys with 'and'."
            : keys.Select(key => Suggestion.NearestOf(key, Operators)).FirstOrDefault(hint => hint is not null);
    }

    private bool? EvaluateScalar(YamlScalar scalar)
    {
        var isReference = Template.IsOneReference(scalar.Text) && scope.Interpolates;
        if (scalar.Kind == ScalarKind.Text && scalar.Text.Length > 0 && !isReference)
        {
            return allowsExpressions && IsExpression(scalar.Text)
                ? new ExpressionReader(session, scope).Evaluate(scalar, WorkflowDiagnostics.BadCondition)
                : EvaluateText(scalar);
        }

        var value = session.Interpolator.Evaluate(scalar, scope);
        return value is YamlUnknown ? null : Truth.Of(value);
    }

    /// <summary>A word alone is a text, unless it is a value of the language.</summary>
    private static bool IsExpression(string text) =>
        text.AsSpan().ContainsAnyExcept(WordCharacters) || text is "true" or "false" or "TRUE" or "FALSE" || text.All(char.IsAsciiDigit);

    /// <summary>A text is true whatever it says, which is hardly what it is written for.</summary>
    private bool? EvaluateText(YamlScalar written)
    {
        if (session.Interpolator.Evaluate(written, scope) is not YamlScalar text)
        {
            return null;
        }

        var isTrue = Truth.Of(text);
        if (isTrue && text.Kind == ScalarKind.Text)
        {
            session.Diagnostics.ReportWithHint(WorkflowDiagnostics.TextAsCondition, written.Span, HintFor(written), YamlScalar.Shorten(written.Text));
        }

        return isTrue;
    }

    private string? HintFor(YamlScalar text) =>
        text.Text is "true" or "false" ? "Write it without quotes."
        : text.Text.Contains('$', StringComparison.Ordinal) ? "Environment variables are not known yet: use a parameter, or ask in a 'run' step."
        : text.HasReferences ? "Put the whole expression between '<<' and '>>', as in << parameters.x == \"y\" >>."
        : ReferenceLookup.StartsWithRoot(text.Text) ? $"Write << {text.Text} >>."
        : allowsExpressions ? $"For a parameter write pipeline.parameters.{text.Text}."
        : null;

    private bool? EvaluateOperator(YamlScalar key, YamlNode operand, int depth)
    {
        switch (key.Text)
        {
            case "not":
                return !Evaluate(operand, depth);
            case "matches":
                return EvaluateMatches(operand);
            default:
                return Operands(key, operand) is { } list ? EvaluateList(key.Text, list, depth) : null;
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
        var reader = new ComparedValueReader(session, scope);
        var values = operands.Select(operand => ValueOf(operand, reader, depth)).ToList();
        return values.Contains(null) ? null : values.TrueForAll(value => value!.Equals(values[0]!));
    }

    private ComparedValue? ValueOf(YamlNode operand, ComparedValueReader reader, int depth)
    {
        if (operand is YamlMapping { Entries: [{ Key.Text: var key }] } && IsOperator(key))
        {
            return Evaluate(operand, depth) is { } truth ? ComparedValue.Of(truth) : null;
        }

        return reader.Read(operand);
    }

    private bool? EvaluateMatches(YamlNode operand)
    {
        if (Shape.Map(session, operand, "'matches'") is not { } map)
        {
            return null;
        }

        var fields = new Fields(session, map, scope, "'matches'");
        var pattern = fields.Evaluated("pattern");
        var value = fields.Evaluated("value");
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
