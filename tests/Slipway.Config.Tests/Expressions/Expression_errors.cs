using System.Diagnostics;
using Slipway.Config.Expressions;

namespace Slipway.Config.Tests.Expressions;

public sealed class Expression_errors
{
    [Theory]
    [InlineData("&", ExpressionErrorKind.UnexpectedCharacter, 0)]
    [InlineData("a && b", ExpressionErrorKind.UnexpectedCharacter, 2)]
    [InlineData("foo..bar", ExpressionErrorKind.UnexpectedCharacter, 3)]
    [InlineData("a == 'x'", ExpressionErrorKind.UnexpectedCharacter, 5)]
    [InlineData("-1", ExpressionErrorKind.UnexpectedCharacter, 0)]
    [InlineData("=!", ExpressionErrorKind.IncompleteEquals, 1)]
    [InlineData("a = b", ExpressionErrorKind.IncompleteEquals, 3)]
    [InlineData("text \"no end", ExpressionErrorKind.UnterminatedString, 5)]
    [InlineData("text /no end", ExpressionErrorKind.UnterminatedPattern, 5)]
    [InlineData("/foo(?:bar/", ExpressionErrorKind.InvalidPattern, 0)]
    [InlineData("/foo⏰/", ExpressionErrorKind.InvalidPatternCharacter, 4)]
    [InlineData("/foo\\u23f0/", ExpressionErrorKind.InvalidPatternCharacter, 4)]
    [InlineData("/foo\\x{23f0}/", ExpressionErrorKind.InvalidPatternCharacter, 4)]
    [InlineData("9223372036854775808", ExpressionErrorKind.InvalidNumber, 0)]
    [InlineData("", ExpressionErrorKind.ExpectedExpression, 0)]
    [InlineData("and foo", ExpressionErrorKind.ExpectedExpression, 0)]
    [InlineData("foo or", ExpressionErrorKind.ExpectedExpression, 6)]
    [InlineData("foo and (", ExpressionErrorKind.ExpectedExpression, 9)]
    [InlineData(">= 4", ExpressionErrorKind.ExpectedExpression, 0)]
    [InlineData("(1 > 2 3", ExpressionErrorKind.ExpectedRightParenthesis, 7)]
    [InlineData("0 <= (1 > (2 < 3) >= 5", ExpressionErrorKind.ExpectedRightParenthesis, 22)]
    [InlineData("1 > 2) < 3", ExpressionErrorKind.UnexpectedInput, 5)]
    [InlineData("1 > 2 and hello world", ExpressionErrorKind.UnexpectedInput, 16)]
    [InlineData("hello invalid world", ExpressionErrorKind.UnknownFunction, 6)]
    [InlineData("4 like 5", ExpressionErrorKind.UnknownFunction, 2)]
    [InlineData("missing > 5", ExpressionErrorKind.UnknownVariable, 0)]
    [InlineData("5 > true", ExpressionErrorKind.ExpectedNumber, 2)]
    [InlineData("\"hi\" <= \"hi\"", ExpressionErrorKind.ExpectedNumber, 5)]
    [InlineData("55 starts-with \"5\"", ExpressionErrorKind.ExpectedText, 3)]
    [InlineData("\"string\" contains 5", ExpressionErrorKind.ExpectedText, 9)]
    [InlineData("5 matches /x/", ExpressionErrorKind.ExpectedText, 2)]
    [InlineData("\"x\" matches \"x\"", ExpressionErrorKind.ExpectedPattern, 4)]
    public void An_error_names_its_kind_and_place(string text, ExpressionErrorKind kind, int position)
    {
        var error = Expression.Evaluate(text, _ => null).Error;

        Assert.Equal((kind, position), (error?.Kind, error!.Position));
        Assert.DoesNotMatch(@"\.$", error.Message);
    }

    [Fact]
    public void A_pattern_may_have_200_characters_and_not_one_more()
    {
        Assert.Null(Expression.Parse($"/{new string('é', 200)}/").Error);
        Assert.Equal(ExpressionErrorKind.PatternTooLong, Expression.Parse($"/{new string('é', 201)}/").Error?.Kind);
    }

    [Theory]
    [InlineData("(", "x", ")", 100_000)]
    [InlineData("!", "x", "", 100_000)]
    [InlineData("(", "x", ")", 5_000)]
    [InlineData("not ", "x", "", 4_000)]
    [InlineData("x or ", "x", "", 3_000)]
    [InlineData("1 < ", "2", "", 4_000)]
    [InlineData("(x == ", "1", ")", 2_000)]
    public void Monstrous_expressions_end_quickly(string before, string middle, string after, int times)
    {
        var text = string.Concat(Enumerable.Repeat(before, times)) + middle + string.Concat(Enumerable.Repeat(after, times));
        var watch = Stopwatch.StartNew();

        var outcome = Expression.Evaluate(text, _ => ExpressionValue.Null.Instance);

        Assert.True((outcome.Value is null) != (outcome.Error is null));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1));
    }
}
