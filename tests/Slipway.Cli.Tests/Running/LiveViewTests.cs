using System.Text;
using Slipway.Cli.Running;
using Slipway.Model.Events;

namespace Slipway.Cli.Tests.Running;

public sealed class LiveViewTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(10, 2)]
    [InlineData(200, 50)]
    public void A_running_step_is_painted_on_a_terminal_of_any_size(int width, int height)
    {
        var written = new StringBuilder();
        var job = new JobRef("main", "build");
        var now = TimeProvider.System.GetUtcNow();
        using (var view = new LiveView(text => written.Append(text), () => (width, height), TimeProvider.System))
        {
            view.Happened(new JobStarted(job, 1, 1) { Time = now });
            view.Happened(new StepStarted(job, 1, "compile it all", "log") { Time = now });
            view.Wrote(job, 1, "a line that is longer than a narrow terminal\n"u8);
            view.Happened(new WorkflowStarted("main", "", "", ["build"]) { Time = now });
        }

        Assert.Contains("Workflow main: build\n", written.ToString(), StringComparison.Ordinal);
        Assert.Equal(width is 0 or 200, written.ToString().Contains("build  compile it all", StringComparison.Ordinal));
    }
}
