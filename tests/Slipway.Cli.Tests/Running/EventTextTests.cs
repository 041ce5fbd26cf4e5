using Slipway.Cli.Running;
using Slipway.Model.Events;

namespace Slipway.Cli.Tests.Running;

public sealed class EventTextTests
{
    [Fact]
    public void A_pushed_image_is_one_line_without_sequences_for_a_terminal()
    {
        var pushed = new ImagePushed(new JobRef("main", "job"), "a/b\e[2J:1\nRun 1 passed\u009B2J", "sha256:\e]0;x\aa\r") { Time = default };

        var text = EventText.Describe(pushed)!;

        Assert.DoesNotContain(text, char.IsControl);
        Assert.StartsWith("job: pushed ", text, StringComparison.Ordinal);
    }
}
