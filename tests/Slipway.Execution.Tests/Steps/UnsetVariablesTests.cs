using Slipway.Execution.Steps;

namespace Slipway.Execution.Tests.Steps;

public sealed class UnsetVariablesTests
{
    [Theory]
    [InlineData("docker login -u $DOCKER_USER -p \"${DOCKER_PASS}\"", "DOCKER_USER DOCKER_PASS")]
    [InlineData("echo ${TAG:-latest} ${TAG:?no tag} ${#TAG}", "")]
    [InlineData("echo \\$NOT_THIS $$ $1 $? '$BUT_THIS'", "BUT_THIS")]
    [InlineData("A=1\nexport B=2; for c in x; do echo $A$B$c; done", "")]
    [InlineData("read -r line && echo $line $other", "other")]
    [InlineData("read -r -t 18 x; echo $x", "")]
    [InlineData("A+=x; local D; echo $A $D$D", "")]
    public void Those_that_a_command_uses_and_does_not_set_itself(string command, string names) =>
        Assert.Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), UnsetVariables.Used(command));
}
