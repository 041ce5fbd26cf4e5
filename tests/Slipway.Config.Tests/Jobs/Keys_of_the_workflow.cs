using Slipway.Config.Tests.Compilation;

namespace Slipway.Config.Tests.Jobs;

public sealed class Keys_of_the_workflow
{
    [Theory]
    [InlineData("context: aws", "It belongs to the job in the workflow.")]
    [InlineData("requires: [test]", "It belongs to the job in the workflow.")]
    [InlineData("filters: {branches: {only: main}}", "It belongs to the job in the workflow.")]
    [InlineData("matrix: {}", "It belongs to the job in the workflow.")]
    [InlineData("when: {not: true}", "It belongs to a workflow; a job in a workflow can have 'filters'.")]
    [InlineData("paralelism: 2", "Did you mean 'parallelism'?")]
    public void Are_ignored_in_the_definition_of_a_job_with_the_place_where_they_count(string key, string hint)
    {
        var finding = Assert.Single(Compiled.Findings($"version: 2.1\njobs:\n  build: {{machine: true, steps: [checkout], {key}}}\n"));

        Assert.Equal($"3:45 warning SLW0107: The job 'build' has no key '{key.Split(':')[0]}'; it is ignored ({hint})", finding);
    }
}
