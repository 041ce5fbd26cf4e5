using Slipway.Agent.Commands;
using Slipway.Agent.Frames;

namespace Slipway.Agent.Tests.Commands;

public sealed class EnvironmentTextTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["NAME"] = "value", ["OTHER"] = "else", ["BLANK"] = "", ["_N"] = "under", ["Ä1"] = "letter" };

    [Theory]
    [InlineData("", "")]
    [InlineData("$NAME", "value")]
    [InlineData("a $NAME b", "a value b")]
    [InlineData("$NAME$OTHER - ${NAME}s $MISSING.", "valueelse - values .")]
    [InlineData("$_ ${_} $_N ${_N}", "$_ ${_} under under")]
    [InlineData("$Ä1 ${Ä1}", "letter letter")]
    [InlineData("$1 ${1}.", " .")]
    [InlineData("5 $ and 6$", "5 $ and 6$")]
    [InlineData("${} ${-x} ${ }", "${} ${-x} ${ }")]
    public void Variables_are_replaced(string text, string expected) => Assert.Equal(expected, Substitute(text));

    [Theory]
    [InlineData("app:${CIRCLE_TAG:-latest}", "app:latest")]
    [InlineData("${MISSING-d} ${MISSING=d} ${MISSING:-d} ${MISSING:=d}", "d d d d")]
    [InlineData("${BLANK-d}${BLANK=d} ${BLANK:-d} ${BLANK:=d}", " d d")]
    [InlineData("${NAME-d} ${NAME=d} ${NAME:-d} ${NAME:=d}", "value value value value")]
    [InlineData("${MISSING+d}${MISSING:+d}.", ".")]
    [InlineData("${BLANK+d} ${BLANK:+d}", "d d")]
    [InlineData("${NAME+d} ${NAME:+d}", "d d")]
    [InlineData("${MISSING-}${MISSING:-}${MISSING=}.", ".")]
    [InlineData("prop=${MISSING-http://localhost:8080/a?b=c}", "prop=http://localhost:8080/a?b=c")]
    [InlineData("${MISSING:=wo_rld} ${BLANK:=bar-baz}", "wo_rld bar-baz")]
    [InlineData("${NAME:?must be set} ${NAME bar} ${NAME:bar}", "value value value")]
    public void A_form_gives_a_default_or_another_text(string text, string expected) => Assert.Equal(expected, Substitute(text));

    [Theory]
    [InlineData("${MISSING-$NAME} ${MISSING:=$NAME}", "value value")]
    [InlineData("${MISSING-$ALSO}${BLANK:-$ALSO}${MISSING+$NAME}.", ".")]
    [InlineData("${MISSING:-${ALSO:-deep}}", "deep")]
    [InlineData("${MISSING:-${BLANK:-${NAME}}}!", "value!")]
    [InlineData("${MISSING:-a$NAME b${OTHER}c}", "avalue belsec")]
    [InlineData("${NAME:-${MISSING:-x}}}", "value}")]
    [InlineData("${NAME:+[${OTHER:+<$NAME>}]}", "[<value>]")]
    [InlineData("${MISSING:-{\"a\": 1}", "{\"a\": 1")]
    public void A_default_has_variables_and_forms_of_its_own(string text, string expected) => Assert.Equal(expected, Substitute(text));

    [Theory]
    [InlineData("FOO $$NAME BAZ", "FOO $NAME BAZ")]
    [InlineData("FOO $${NAME} BAZ", "FOO ${NAME} BAZ")]
    [InlineData("$$$NAME", "$value")]
    [InlineData("$$${MISSING:-baz}", "$baz")]
    [InlineData("$$$$", "$$")]
    [InlineData("${MISSING:-$$5}", "$5")]
    public void Two_dollars_are_one(string text, string expected) => Assert.Equal(expected, Substitute(text));

    [Theory]
    [InlineData("hello ${")]
    [InlineData("hello ${NAME")]
    [InlineData("hello ${NAME:-x")]
    [InlineData("hello ${MISSING:-${NAME}")]
    [InlineData("hello ${NAME\n}")]
    [InlineData("hello ${NAME:-x\ny}")]
    public void A_brace_that_is_not_closed_on_its_line_is_refused(string text) =>
        Assert.Contains("closing brace expected", Assert.Throws<InvalidRequestException>(() => Substitute(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Defaults_of_any_depth_end() =>
        Assert.Throws<InvalidRequestException>(() => Substitute(string.Concat(Enumerable.Repeat("${A-", 100_000))));

    private static string Substitute(string text) => EnvironmentText.Substitute(text, Variables.GetValueOrDefault);
}
