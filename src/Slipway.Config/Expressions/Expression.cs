namespace Slipway.Config.Expressions;

/// <summary>An expression of CircleCI's language, such as <c>pipeline.git.branch == "main" and not pipeline.parameters.x</c>, parsed and ready to evaluate.</summary>
public sealed class Expression
{
    private readonly string _text;
    private readonly ExpressionNode _root;

    private Expression(string text, ExpressionNode root)
    {
        _text = text;
        _root = root;
    }

    /// <summary>Reads the text; exactly one of the two results is null.</summary>
    public static (Expression? Expression, ExpressionError? Error) Parse(string text)
    {
        var lexer = new ExpressionLexer(text);
        var tokens = lexer.Read();
        if (lexer.Error is not null)
        {
            return (null, lexer.Error);
        }

        var parser = new ExpressionParser(text, tokens);
        return parser.ReadAll() is { } root ? (new Expression(text, root), null) : (null, parser.Error);
    }

    /// <summary>Parses and evaluates in one go.</summary>
    public static ExpressionOutcome Evaluate(string text, Func<string, ExpressionValue?> lookup)
    {
        var (expression, error) = Parse(text);
        return expression?.Evaluate(lookup) ?? new ExpressionOutcome(null, error);
    }

    /// <summary>Every variable in the order of the text, also those that evaluation would pass over.</summary>
    public IEnumerable<ExpressionVariable> Variables() => VariablesOf(_root);

    /// <param name="lookup">Gives a variable's value, <see cref="ExpressionValue.Null"/> for one that is known but not set, and null for an unknown one.</param>
    public ExpressionOutcome Evaluate(Func<string, ExpressionValue?> lookup)
    {
        var evaluator = new ExpressionEvaluator(_text, lookup);
        var value = evaluator.Evaluate(_root);
        return evaluator.Error is null ? new ExpressionOutcome(value, null) : new ExpressionOutcome(null, evaluator.Error);
    }

    private static IEnumerable<ExpressionVariable> VariablesOf(ExpressionNode node) => node switch
    {
        ExpressionNode.Variable variable => [new ExpressionVariable(variable.Name, variable.Position)],
        ExpressionNode.Not not => VariablesOf(not.Operand),
        ExpressionNode.Chain chain => VariablesOf(chain.First).Concat(chain.Links.SelectMany(link => VariablesOf(link.Operand))),
        _ => [],
    };
}

/// <summary>A variable in an expression and the index of its first character.</summary>
public readonly record struct ExpressionVariable(string Name, int Position);

/// <summary>What an expression gave; exactly one of the two is null.</summary>
public sealed record ExpressionOutcome(ExpressionValue? Value, ExpressionError? Error)
{
    /// <summary>The value where a yes or no is needed; an error counts as no.</summary>
    public bool IsTruthy => Value is { IsTruthy: true };
}
