namespace Slipway.Config.Expressions;

/// <summary>A piece of an expression's text; <paramref name="Literal"/> is the value of a literal.</summary>
internal readonly record struct Token(TokenKind Kind, int Position, int Length, ExpressionValue? Literal = null);

internal enum TokenKind
{
    End,
    LeftParenthesis,
    RightParenthesis,
    Or,
    And,
    Not,
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    StartsWith,
    Contains,
    Matches,
    Literal,
    Identifier,
}
