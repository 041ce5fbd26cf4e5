using Slipway.Config.Tests.Compilation;

namespace Slipway.Config.Tests.Workflows;

public sealed class Timetables
{
    [Theory]
    [InlineData("*/20 * * * *", "it has the step '*/20'")]
    [InlineData("0 0-12/2 * * *", "it has the step '0-12/2'")]
    [InlineData("0 0,3-5 * * *", "it has the range '3-5' in a list")]
    [InlineData("0 0 * * Tue-Sat", "it has the range of names 'Tue-Sat'")]
    public void What_circleci_does_not_take_is_a_warning(string cron, string complaint) =>
        Assert.Equal([$"8:17 warning SLW0523: CircleCI does not take the timetable '{cron}': {complaint} (List the values with commas.)"], Compiled.Findings(Config(cron)));

    [Theory]
    [InlineData("0 4 * * 1-5")]
    [InlineData("0,20,40 0 1 jan mon,TUE")]
    public void What_it_takes_is_none(string cron) => Assert.Empty(Compiled.Findings(Config(cron)));

    [Theory]
    [InlineData("*/x * * * *")]
    [InlineData("61 * * * *")]
    [InlineData("* * * *")]
    public void What_nobody_takes_is_an_error(string cron) =>
        Assert.Contains(" error SLW0515: ", Assert.Single(Compiled.Findings(Config(cron))), StringComparison.Ordinal);

    private static string Config(string cron) =>
        $"version: 2.1\njobs: {{build: {{machine: true, steps: [checkout]}}}}\nworkflows:\n  main:\n    triggers:\n      - schedule:\n          filters: {{branches: {{only: main}}}}\n          cron: '{cron}'\n    jobs: [build]\n";
}
