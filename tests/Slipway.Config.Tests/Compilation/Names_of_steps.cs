using Slipway.Config.Processed;
using Slipway.Model.Plans;

namespace Slipway.Config.Tests.Compilation;

/// <summary>A step's name stands in its events and in its log's head: it is cut there, and the command is not.</summary>
public sealed class Names_of_steps
{
    private static readonly string Long = new('x', 5000);

    [Theory]
    [InlineData("run: LONG")]
    [InlineData("run: {command: LONG}")]
    [InlineData("run: {command: y, name: LONG}")]
    [InlineData("checkout: {name: LONG}")]
    [InlineData("restore_cache: {key: k, name: LONG}")]
    public void Are_cut(string step)
    {
        var name = Only(step).Name;

        Assert.Equal(new string('x', 1000) + "…", name);
    }

    [Fact]
    public void Leave_the_command_whole() => Assert.Equal(Long, Assert.IsType<RunStep>(Only("run: LONG")).Command);

    [Fact]
    public void Are_left_out_of_the_processed_config_where_they_are_the_command()
    {
        var plan = Compiled.Plan(Config("run: LONG"));

        var text = ProcessedConfig.Write(plan);

        Assert.DoesNotContain("name:", text, StringComparison.Ordinal);
        Assert.Equal(PlanJson.Write(plan), PlanJson.Write(Compiled.Plan(text)));
    }

    private static StepPlan Only(string step) => Compiled.Plan(Config(step)).Workflows[0].Jobs[0].Steps[0];

    private static string Config(string step) =>
        $"version: 2.1\njobs:\n  build:\n    docker: [{{image: x}}]\n    steps:\n      - {step.Replace("LONG", Long, StringComparison.Ordinal)}\n";
}
