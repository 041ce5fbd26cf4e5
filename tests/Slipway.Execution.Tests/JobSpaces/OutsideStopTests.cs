using Slipway.Execution.JobSpaces;

namespace Slipway.Execution.Tests.JobSpaces;

public sealed class OutsideStopTests
{
    [Theory]
    [InlineData("create start exec_create die", false)]
    [InlineData("create start kill die", true)]
    // A Docker that was started anew knows nothing of what was before.
    [InlineData("", true)]
    public void A_container_was_stopped_when_Docker_has_killed_it_or_knows_nothing_of_its_end(string actions, bool expected) =>
        Assert.Equal(expected, OutsideStop.IsIn(actions.Split(' ')));
}
