using Slipway.Config.Expressions;

namespace Slipway.Config.Tests.Expressions;

public sealed class Expression_values
{
    private static readonly Dictionary<string, ExpressionValue> Variables = new()
    {
        ["number"] = ExpressionValue.Of(14),
        ["branch"] = ExpressionValue.Of("release-1.2"),
        ["yes"] = ExpressionValue.Of(true),
        ["no"] = ExpressionValue.Of(false),
        ["unset"] = ExpressionValue.Null.Instance,
        ["odd?"] = ExpressionValue.Of(5),
        ["pipeline.parameters.run-it_2"] = ExpressionValue.Of("x"),
    };

    [Theory]
    [InlineData("0", "0")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("\"a \\\"b\\\" \\\\ \\n\"", "a \"b\" \\ \\n")]
    [InlineData("TRUE", "true")]
    [InlineData("odd?", "5")]
    [InlineData(" \t\r\n number ", "14")]
    [InlineData("pipeline.parameters.run-it_2", "x")]
    [InlineData("/a\\/b\\d/", "a/b\\d")]
    public void A_literal_or_a_variable_is_its_own_value(string text, string expected) => Assert.Equal(expected, ValueOf(text).AsText());

    [Theory]
    [InlineData("true or false and false", "true")]
    [InlineData("(true or false) and false", "false")]
    [InlineData("no and no or yes", "true")]
    [InlineData("not no and no", "false")]
    [InlineData("not (no and no)", "true")]
    [InlineData("1 == 1 and 2 == 2", "true")]
    [InlineData("1 < 2 == true", "true")]
    [InlineData("true == 1 < 2", "true")]
    [InlineData("5 > 3 == 3 < 5", "true")]
    [InlineData("!yes == no", "true")]
    [InlineData("not number == 14", "false")]
    [InlineData("branch starts-with \"rel\" == true", "true")]
    [InlineData("branch starts-with \"rel\" and number >= 14 or no", "true")]
    [InlineData("true AND NOT false OR false", "true")]
    [InlineData("1 == 1 == true == true", "true")]
    public void Operators_bind_in_their_order_and_group_from_the_left(string text, string expected) => Assert.Equal(expected, ValueOf(text).AsText());

    [Theory]
    [InlineData("yes and 10 or 1", "10")]
    [InlineData("no and 10 or 1", "1")]
    [InlineData("unset or \"unknown\"", "unknown")]
    [InlineData("branch or \"unknown\"", "release-1.2")]
    [InlineData("0 or \"\" or no", "false")]
    [InlineData("true and number", "14")]
    [InlineData("no and missing", "false")]
    [InlineData("yes or missing", "true")]
    [InlineData("branch == \"main\" and missing or 3", "3")]
    public void And_and_or_give_an_operand_and_leave_out_what_they_need_not(string text, string expected) => Assert.Equal(expected, ValueOf(text).AsText());

    [Theory]
    [InlineData("true == 12", false)]
    [InlineData("\"5\" == 5", false)]
    [InlineData("\"5\" != 5", true)]
    [InlineData("\"a\" == \"a\"", true)]
    [InlineData("\"hello world\" contains \"lo wo\"", true)]
    [InlineData("\"hello world\" contains \"api\"", false)]
    [InlineData("\"hello\" starts-with \"ello\"", false)]
    [InlineData("branch matches /release-[\\d.]+/", true)]
    [InlineData("branch matches /release/", false)]
    [InlineData("branch matches /(?i)RELEASE.*/", true)]
    [InlineData("5 <= 5", true)]
    [InlineData("5 < 5", false)]
    public void Comparisons_look_at_the_type_and_the_whole_text(string text, bool expected) => Assert.Equal(expected, ValueOf(text).IsTruthy);

    [Theory]
    [InlineData("unset == unset")]
    [InlineData("unset != unset")]
    [InlineData("unset != \"main\"")]
    [InlineData("3 > unset")]
    [InlineData("unset starts-with \"a\"")]
    [InlineData("unset and yes")]
    [InlineData("yes and unset")]
    [InlineData("no or unset")]
    public void A_value_that_is_not_set_makes_the_whole_unset(string text) => Assert.IsType<ExpressionValue.Null>(ValueOf(text));

    [Fact]
    public void All_variables_are_listed_with_their_places()
    {
        var (expression, _) = Expression.Parse("yes or (no and not x.y) == 3");

        Assert.Equal([new("yes", 0), new("no", 8), new("x.y", 19)], expression!.Variables());
    }

    private static ExpressionValue ValueOf(string text)
    {
        var outcome = Expression.Evaluate(text, name => Variables.GetValueOrDefault(name));
        Assert.Null(outcome.Error);
        return outcome.Value!;
    }
}
