using Slipway.Linux.Tools;

namespace Slipway.Linux.Tests.Tools;

public sealed class ToolRunTests
{
    [Fact]
    public async Task A_tool_that_is_killed_is_not_waited_for_because_of_what_it_started()
    {
        var run = await ToolRun.RunAsync("sh", ["-c", "sleep 60 & kill -9 $$"], null, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.NotEqual(0, run.ExitCode);
    }
}
