using Slipway.Execution.Runs;

namespace Slipway.Execution.Tests.Runs;

public sealed class EngineNoticesTests
{
    [Fact]
    public void Whoever_waits_hears_what_was_said_before_and_nothing_after_the_wait()
    {
        var notices = new EngineNotices();
        var heard = new List<string>();
        notices.Tell("being made");
        using (notices.Follow(heard.Add))
        {
            notices.Tell("downloading");
        }

        notices.Tell("done");
        Assert.Equal(["being made", "downloading"], heard);
    }
}
