using Slipway.Config.Patterns;

namespace Slipway.Config.Expressions;

/// <summary>Computes the value of a tree. <c>and</c> and <c>or</c> give one of their operands; a null operand makes every comparison null.</summary>
internal sealed class ExpressionEvaluator(string text, Func<string, ExpressionValue?> lookup)
{
    public ExpressionError? Error { get; private set; }

    public ExpressionValue Evaluate(ExpressionNode node) => node switch
    {
        ExpressionNode.Literal literal => literal.Value,
        ExpressionNode.Variable variable => LookUp(variable),
        ExpressionNode.Not not => ExpressionValue.Of(!Evaluate(not.Operand).IsTruthy),
        ExpressionNode.Chain chain => EvaluateChain(chain),
        _ => throw new InvalidOperationException($"No such node: {node.GetType().Name}"),
    };

    private ExpressionValue LookUp(ExpressionNode.Variable variable)
    {
        if (lookup(variable.Name) is { } value)
        {
            return value;
        }

        Error ??= new ExpressionError(ExpressionErrorKind.UnknownVariable, variable.Position, variable.Name.Length, $"There is no value '{variable.Name}'");
        return ExpressionValue.Null.Instance;
    }

    private ExpressionValue EvaluateChain(ExpressionNode.Chain chain)
    {
        var left = Evaluate(chain.First);
        foreach (var (sign, operand) in chain.Links)
        {
            if (Error is not null)
            {
                break;
            }

            left = sign.Kind switch
            {
                TokenKind.Or => left.IsTruthy ? left : Evaluate(operand),
                TokenKind.And => left.IsTruthy ? Evaluate(operand) : left,
                _ => Compare(sign, left, Evaluate(operand)),
            };
        }

        return left;
    }

    private ExpressionValue Compare(Token sign, ExpressionValue left, ExpressionValue right)
    {
        if (Error is not null || left is ExpressionValue.Null || right is ExpressionValue.Null)
        {
            return ExpressionValue.Null.Instance;
        }

        return sign.Kind switch
        {
            TokenKind.Equal => ExpressionValue.Of(left == right),
            TokenKind.NotEqual => ExpressionValue.Of(left != right),
            TokenKind.StartsWith => CompareTexts(sign, left, right, static (a, b) => a.StartsWith(b, StringComparison.Ordinal)),
            TokenKind.Contains => CompareTexts(sign, left, right, static (a, b) => a.Contains(b, StringComparison.Ordinal)),
            TokenKind.Matches => MatchPattern(sign, left, right),
            _ => CompareNumbers(sign, left, right),
        };
    }

    private ExpressionValue CompareNumbers(Token sign, ExpressionValue left, ExpressionValue right)
    {
        if (left is not ExpressionValue.Number { Value: var a } || right is not ExpressionValue.Number { Value: var b })
        {
            return Fail(ExpressionErrorKind.ExpectedNumber, sign, "needs numbers on both sides");
        }

        return ExpressionValue.Of(sign.Kind switch
        {
            TokenKind.Greater => a > b,
            TokenKind.GreaterOrEqual => a >= b,
            TokenKind.Less => a < b,
            _ => a <= b,
        });
    }

    private ExpressionValue CompareTexts(Token sign, ExpressionValue left, ExpressionValue right, Func<string, string, bool> compare)
    {
        if (left is not ExpressionValue.Text a || right is not ExpressionValue.Text b)
        {
            return Fail(ExpressionErrorKind.ExpectedText, sign, "needs texts on both sides");
        }

        return ExpressionValue.Of(compare(a.Value, b.Value));
    }

    private ExpressionValue MatchPattern(Token sign, ExpressionValue left, ExpressionValue right)
    {
        if (left is not ExpressionValue.Text value)
        {
            return Fail(ExpressionErrorKind.ExpectedText, sign, "needs a text on its left");
        }

        if (right is not ExpressionValue.Pattern pattern)
        {
            return Fail(ExpressionErrorKind.ExpectedPattern, sign, "needs a pattern between slashes on its right");
        }

        return pattern.Compiled.Match(value.Value) switch
        {
            MatchOutcome.Matched => ExpressionValue.Of(true),
            MatchOutcome.NotMatched => ExpressionValue.Of(false),
            _ => Fail(ExpressionErrorKind.PatternTooSlow, sign, "has a pattern that takes too long"),
        };
    }

    private ExpressionValue.Null Fail(ExpressionErrorKind kind, Token sign, string message)
    {
        Error ??= new ExpressionError(kind, sign.Position, sign.Length, $"'{text.Substring(sign.Position, sign.Length)}' {message}");
        return ExpressionValue.Null.Instance;
    }
}
