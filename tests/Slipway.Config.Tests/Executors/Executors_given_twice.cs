using Slipway.Config.Tests.Compilation;

namespace Slipway.Config.Tests.Executors;

public sealed class Executors_given_twice
{
    [Theory]
    [InlineData("docker: [{image: debian}], machine: true")]
    [InlineData("docker: [{image: debian}], macos: {xcode: 16.0.0}")]
    [InlineData("machine: true, macos: {xcode: 16.0.0}")]
    public void Are_one_error_and_nothing_more(string keys)
    {
        var finding = Assert.Single(Compiled.Findings($"version: 2.1\njobs:\n  build: {{steps: [checkout], {keys}}}\n"));

        Assert.EndsWith("error SLW0402: The job 'build' has more than one of docker, machine and macos (Keep one.)", finding, StringComparison.Ordinal);
    }
}
