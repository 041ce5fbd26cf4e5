namespace Slipway.Config.Expressions;

/// <summary>
/// Reads the grammar, weakest first: <c>or</c>; <c>and</c>; <c>== != starts-with contains matches</c>; <c>&gt; &gt;= &lt; &lt;=</c>; <c>not</c>.
/// All operators group from the left.
/// </summary>
internal sealed class ExpressionParser(string text, IReadOnlyList<Token> tokens)
{
    private const int DeepestNesting = 100;
    private const int WeakestLevel = 0;
    private const int ComparisonLevel = 3;

    private int _current;
    private int _depth;

    public ExpressionError? Error { get; private set; }

    private Token Next => tokens[_current];

    public ExpressionNode? ReadAll()
    {
        var node = ReadChain(WeakestLevel);
        if (Error is null && Next.Kind != TokenKind.End)
        {
            Error = DescribeRest();
        }

        return Error is null ? node : null;
    }

    private ExpressionNode? ReadChain(int level)
    {
        if (level > ComparisonLevel)
        {
            return ReadUnary();
        }

        var first = ReadChain(level + 1);
        List<ExpressionNode.Link>? links = null;
        while (first is not null && LevelOf(Next.Kind) == level)
        {
            var sign = tokens[_current++];
            if (ReadChain(level + 1) is not { } operand)
            {
                return null;
            }

            (links ??= []).Add(new ExpressionNode.Link(sign, operand));
        }

        return first is null || links is null ? first : new ExpressionNode.Chain(first, links);
    }

    private ExpressionNode? ReadUnary()
    {
        if (Next.Kind != TokenKind.Not)
        {
            return ReadPrimary();
        }

        _current++;
        return Nested(ReadUnary) is { } operand ? new ExpressionNode.Not(operand) : null;
    }

    private ExpressionNode? ReadPrimary()
    {
        var token = Next;
        switch (token.Kind)
        {
            case TokenKind.Literal:
                _current++;
                return new ExpressionNode.Literal(token.Literal!);
            case TokenKind.Identifier:
                _current++;
                return new ExpressionNode.Variable(TextOf(token), token.Position);
            case TokenKind.LeftParenthesis:
                _current++;
                return ReadGroup();
            case TokenKind.End:
                return Fail(ExpressionErrorKind.ExpectedExpression, "The expression ends where a value is needed");
            default:
                return Fail(ExpressionErrorKind.ExpectedExpression, $"A value is needed here, not '{TextOf(token)}'");
        }
    }

    private ExpressionNode? ReadGroup()
    {
        var inner = Nested(() => ReadChain(WeakestLevel));
        if (inner is null)
        {
            return null;
        }

        if (Next.Kind != TokenKind.RightParenthesis)
        {
            return Fail(ExpressionErrorKind.ExpectedRightParenthesis, "A ')' is missing");
        }

        _current++;
        return inner;
    }

    private ExpressionNode? Nested(Func<ExpressionNode?> read)
    {
        if (_depth >= DeepestNesting)
        {
            return Fail(ExpressionErrorKind.TooDeep, $"The expression is nested deeper than {DeepestNesting} levels");
        }

        _depth++;
        var node = read();
        _depth--;
        return node;
    }

    /// <summary>What follows a whole expression is an error; two values with a word between them look like a misspelt operator.</summary>
    private ExpressionError DescribeRest()
    {
        var extra = Next;
        if (extra.Kind == TokenKind.Identifier && StartsValue(tokens[_current + 1].Kind))
        {
            var message = $"'{TextOf(extra)}' is no operator; there are and, or, not, ==, !=, <, <=, >, >=, starts-with, contains, matches";
            return new ExpressionError(ExpressionErrorKind.UnknownFunction, extra.Position, extra.Length, message);
        }

        return new ExpressionError(ExpressionErrorKind.UnexpectedInput, extra.Position, extra.Length, $"'{TextOf(extra)}' is unexpected after a whole expression");
    }

    private static bool StartsValue(TokenKind kind) =>
        kind is TokenKind.Literal or TokenKind.Identifier or TokenKind.Not or TokenKind.LeftParenthesis;

    private static int LevelOf(TokenKind kind) => kind switch
    {
        TokenKind.Or => 0,
        TokenKind.And => 1,
        TokenKind.Equal or TokenKind.NotEqual or TokenKind.StartsWith or TokenKind.Contains or TokenKind.Matches => 2,
        TokenKind.Greater or TokenKind.GreaterOrEqual or TokenKind.Less or TokenKind.LessOrEqual => ComparisonLevel,
        _ => -1,
    };

    private string TextOf(Token token) => text.Substring(token.Position, token.Length);

    private ExpressionNode? Fail(ExpressionErrorKind kind, string message)
    {
        Error ??= new ExpressionError(kind, Next.Position, Next.Length, message);
        return null;
    }
}
