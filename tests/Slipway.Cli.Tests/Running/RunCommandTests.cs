using Slipway.Cli.Exits;
using Slipway.Cli.Running;
using Slipway.Model.Events;

namespace Slipway.Cli.Tests.Running;

public sealed class RunCommandTests
{
    [Fact]
    public void Only_what_passed_ends_with_0() =>
        Assert.Equal([RunOutcome.Passed], Enum.GetValues<RunOutcome>().Where(outcome => RunCommand.ToExitCode(outcome) == ExitCode.Passed));

    [Fact]
    public void An_approval_that_is_not_given_has_an_exit_code_of_its_own() => Assert.Equal(4, (int)RunCommand.ToExitCode(RunOutcome.OnHold));
}
