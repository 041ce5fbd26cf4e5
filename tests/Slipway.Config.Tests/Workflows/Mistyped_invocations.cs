using Slipway.Config.Tests.Compilation;

namespace Slipway.Config.Tests.Workflows;

public sealed class Mistyped_invocations
{
    private const string Plain = "build: {machine: true, steps: [checkout]}";
    private const string Parameterised = "build: {machine: true, parameters: {target: {type: string, default: a}}, steps: [run: << parameters.target >>]}";

    [Theory]
    [InlineData(Plain, "contex: foo", "Did you mean 'context'?")]
    [InlineData(Plain, "require: []", "Did you mean 'requires'?")]
    [InlineData(Plain, "loud: true", "The job 'build' has no parameters.")]
    [InlineData(Parameterised, "contex: foo", "Did you mean 'context'?")]
    [InlineData(Parameterised, "tagret: foo", "Did you mean 'target'?")]
    [InlineData(Parameterised, "loud: true", "Allowed here: target.")]
    public void A_key_can_be_meant_for_the_workflow_or_for_the_job(string job, string key, string hint)
    {
        var finding = Assert.Single(Compiled.Findings($"version: 2.1\njobs:\n  {job}\nworkflows:\n  main:\n    jobs:\n      - build: {{{key}}}\n"));

        Assert.Equal($"7:17 error SLW0208: The job 'build' has no parameter '{key.Split(':')[0]}' ({hint})", finding);
    }

    [Theory]
    [InlineData("hold: {type: approve}", "7:22 error SLW0109: 'type' of the job 'hold' cannot be 'approve' (Did you mean 'approval'?)")]
    [InlineData("hold: {type: manual}", "7:9 error SLW0303: There is no job 'hold' (Define it under 'jobs', or give it 'type: approval'.)")]
    [InlineData("built: {type: manual}", "7:9 error SLW0303: There is no job 'built' (Did you mean 'build'?)")]
    public void An_approval_is_known_by_its_type(string job, string expected) =>
        Assert.Equal([expected], Compiled.Findings($"version: 2.1\njobs:\n  {Plain}\nworkflows:\n  main:\n    jobs:\n      - {job}\n      - build: {{requires: [{job.Split(':')[0]}]}}\n"));
}
