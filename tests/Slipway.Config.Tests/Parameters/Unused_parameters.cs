using Slipway.Config.Tests.Compilation;

namespace Slipway.Config.Tests.Parameters;

public sealed class Unused_parameters
{
    private const string Config = """
        version: 2.1
        parameters: {tag: {type: string, default: x}}
        jobs:
          build: {machine: true, steps: [hello]}
        commands:
          hello:
            parameters: {to: {type: string, default: x}}
            steps: [run: echo hello]

        """;

    [Fact]
    public void Are_warnings() => Assert.Equal(
        ["2:14 warning SLW0314: The parameter 'tag' is never used", "7:18 warning SLW0314: The parameter 'to' is never used"],
        Compiled.Findings(Config));

    [Fact]
    public void Of_a_setup_pipeline_can_be_meant_for_the_config_that_follows() => Assert.Equal(
        ["7:18 warning SLW0314: The parameter 'to' is never used"],
        Compiled.Findings(Config + "setup: true\n"));
}
