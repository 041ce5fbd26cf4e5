using Slipway.Config.Tests.Compilation;

namespace Slipway.Config.Tests.Workflows;

public sealed class Requirements_of_repeated_jobs
{
    [Fact]
    public void A_job_that_is_there_several_times_without_names_is_not_one_that_circleci_lets_be_required() =>
        Assert.Equal(
            ["6:52 warning SLW0506: The workflow has several jobs 't': all of them are required here, but CircleCI rejects this (Give each its own 'name', and require that.)"],
            Compiled.Findings(Config("t, t: {a: b}, t: {name: dep, requires: [t]}")));

    [Theory]
    [InlineData("t, t: {a: b, name: other}, t: {name: dep, requires: [t, other]}")]
    [InlineData("t, t: {a: b}, t: {name: dep, requires: [t-1, t-2]}")]
    [InlineData("t: {matrix: {parameters: {a: [b, c]}}}, t: {name: dep, requires: [t]}")]
    public void Names_numbers_and_matrices_can(string jobs) => Assert.Empty(Compiled.Findings(Config(jobs)));

    private static string Config(string jobs) =>
        $"version: 2.1\njobs:\n  t: {{machine: true, parameters: {{a: {{type: string, default: a}}}}, steps: [run: << parameters.a >>]}}\nworkflows:\n  main:\n    jobs: [{jobs}]\n";
}
