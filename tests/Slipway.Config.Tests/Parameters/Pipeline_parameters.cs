using Slipway.Config.Compilation;
using Slipway.Config.Expressions;
using Slipway.Config.Tests.Compilation;
using Slipway.Model.Plans;

namespace Slipway.Config.Tests.Parameters;

public sealed class Pipeline_parameters
{
    private const string Config =
        """
        version: 2.1
        parameters:
          text: {type: string, default: a}
          flag: {type: boolean, default: false}
          count: {type: integer, default: 1}
          kind: {type: enum, enum: [x, y], default: x}
        jobs:
          build:
            machine: true
            parallelism: << pipeline.parameters.count >>
            steps:
              - when: {condition: << pipeline.parameters.flag >>, steps: [run: flagged]}
              - run: << pipeline.parameters.text >> << pipeline.parameters.kind >>
        """;

    [Fact]
    public void Without_values_they_have_their_defaults()
    {
        var job = Compiled.Plan(Config).Workflows[0].Jobs[0];

        Assert.Equal("a x", ((RunStep)Assert.Single(job.Steps)).Command);
    }

    [Fact]
    public void Texts_of_a_command_line_are_read_by_the_declared_type()
    {
        var job = Compiled.Plan(Config, With(("text", "true"), ("flag", "true"), ("count", "7"), ("kind", "y"))).Workflows[0].Jobs[0];

        Assert.Equal(["flagged", "true y"], job.Steps.OfType<RunStep>().Select(step => step.Command));
        Assert.Equal(7, job.Parallelism);
    }

    [Theory]
    [InlineData("flag", "maybe", "SLW0206")]
    [InlineData("count", "many", "SLW0206")]
    [InlineData("kind", "z", "SLW0209")]
    [InlineData("knid", "x", "SLW0222")]
    public void A_value_that_does_not_fit_is_an_error(string name, string value, string code)
    {
        Assert.Equal([code], Compiled.Of(Config, With((name, value))).Diagnostics.Select(diagnostic => diagnostic.Code));
    }

    [Theory]
    [InlineData("string", "3", "4")]
    [InlineData("integer", "many", "4")]
    [InlineData("enum, enum: [a, b]", "c", "b")]
    public void A_default_that_does_not_fit_is_not_looked_at_once_there_is_a_value(string type, string written, string value)
    {
        var config = $"version: 2.1\nparameters: {{p: {{type: {type}, default: {written}}}}}\njobs: {{build: {{machine: true, steps: [run: << pipeline.parameters.p >>]}}}}\n";

        Assert.NotEmpty(Compiled.Findings(config));
        Assert.Empty(Compiled.Findings(config, With(("p", value))));
    }

    private static CompileOptions With(params (string Name, string Value)[] values) =>
        new() { PipelineParameters = values.ToDictionary(pair => pair.Name, pair => ExpressionValue.Of(pair.Value)) };
}
