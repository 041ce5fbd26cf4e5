using Slipway.Execution.Variables;

namespace Slipway.Execution.Tests.Variables;

public sealed class Variables_of_a_job
{
    [Fact]
    public void A_nearer_layer_wins_over_a_farther_one()
    {
        var variables = new JobVariables(Of("project"), [Of("context 1"), Of("context 2")], Of("built-in"), Of("job"));
        var step = variables.ForStep(new Dictionary<string, string> { ["step"] = "step" });
        Assert.Equal("step", step["step"]);
        Assert.Equal("job", step["job"]);
        Assert.Equal("job", step["built-in"]);
        Assert.Equal("job", step["project"]);
        Assert.Equal("built-in", variables.Exported["context 2"]);
        Assert.Equal("context 2", variables.Secrets["context 1"]);
    }

    [Fact]
    public void References_are_filled_and_unknown_ones_stay() =>
        Assert.Equal("me and me and $OTHER", VariableText.Expand("$USER and ${USER} and $OTHER", new Dictionary<string, string> { ["USER"] = "me" }));

    [Fact]
    public void A_file_of_variables_may_have_comments_quotes_and_exports() =>
        Assert.Equal(
            ["A=1", "B=two words", "C=x#y"],
            VariableText.ReadFile("# note\nA=1\nexport B=\"two words\"\n\nC='x#y'\r\n").Select(pair => $"{pair.Key}={pair.Value}"));

    [Theory]
    [InlineData("# note\nA=1\n\nexport B=2\n", null)]
    [InlineData("A=1\nno line of this kind\n", 2)]
    [InlineData("=1", 1)]
    [InlineData("A=1\n1A=2\n", 2)]
    [InlineData("A = 1\r\n  \r\n", null)]
    public void A_line_that_is_no_variable_is_found(string content, int? line) => Assert.Equal(line, VariableText.WrongLine(content));

    /// <summary>Every layer sets its own name and those of all layers before it.</summary>
    private static Dictionary<string, string> Of(string layer)
    {
        string[] layers = ["project", "context 1", "context 2", "built-in", "job"];
        return layers.Take(Array.IndexOf(layers, layer) + 1).ToDictionary(name => name, _ => layer);
    }
}
