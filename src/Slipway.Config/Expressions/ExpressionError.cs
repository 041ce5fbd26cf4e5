namespace Slipway.Config.Expressions;

/// <summary>What is wrong with an expression, and where in its text.</summary>
/// <param name="Kind">The kind of error.</param>
/// <param name="Position">Index of the first wrong character, from 0, in UTF-16 units.</param>
/// <param name="Length">How many characters are meant; 0 at the end of the text.</param>
/// <param name="Message">One sentence, without a full stop at its end.</param>
public sealed record ExpressionError(ExpressionErrorKind Kind, int Position, int Length, string Message);

/// <summary>The ways in which an expression can be wrong: in its characters, its grammar or its evaluation.</summary>
public enum ExpressionErrorKind
{
    UnexpectedCharacter,
    IncompleteEquals,
    UnterminatedString,
    UnterminatedPattern,
    InvalidPatternCharacter,
    InvalidPattern,
    PatternTooLong,
    InvalidNumber,
    TooLong,
    ExpectedExpression,
    ExpectedRightParenthesis,
    UnexpectedInput,
    UnknownFunction,
    TooDeep,
    UnknownVariable,
    ExpectedNumber,
    ExpectedText,
    ExpectedPattern,
    PatternTooSlow,
}
