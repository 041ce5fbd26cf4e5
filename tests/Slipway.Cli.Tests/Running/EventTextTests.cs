using Slipway.Cli.Views;
using Slipway.Model.Events;

namespace Slipway.Cli.Tests.Running;

public sealed class EventTextTests
{
    [Theory]
    [InlineData("first", "job: service first (postgres:16) ended before the job, exit code 3")]
    [InlineData(null, "job: service postgres:16 ended before the job, exit code 3")]
    public void A_service_that_ended_has_the_name_that_the_config_gives_it(string? name, string text) =>
        Assert.Equal(text, EventText.Describe(new ServiceLogged(new JobRef("main", "job"), "postgres:16", "log", 3, name) { Time = default }));

    [Fact]
    public void A_pushed_image_is_one_line_without_sequences_for_a_terminal()
    {
        var pushed = new ImagePushed(new JobRef("main", "job"), "a/b\e[2J:1\nRun 1 passed\u009B2J", "sha256:\e]0;x\aa\r") { Time = default };

        var text = EventText.Describe(pushed)!;

        Assert.DoesNotContain(text, char.IsControl);
        Assert.StartsWith("job: pushed ", text, StringComparison.Ordinal);
    }
}
