using Slipway.Engines.Images;

namespace Slipway.Engines.Tests.Images;

public sealed class DebianProgressTests
{
    [Fact]
    public void Each_part_is_said_once_in_plain_words_and_nothing_else_is()
    {
        var said = new List<string>();
        var progress = new DebianProgress("engine image of Docker 28.5.2", said.Add);
        string[] output =
        [
            "I: automatically chosen mode: root", "I: running apt-get update...", "done", "I: downloading packages with apt...", "I: downloading packages with apt...",
            "I: extracting archives...", "W: something", "I: installing essential packages...", "I: installing remaining packages inside the chroot...", "I: cleaning package lists and apt cache...", "I: success in 31.1 seconds",
        ];
        Array.ForEach(output, progress.Take);
        Assert.Equal(
            ["fetching Debian's lists of packages (1 of 6)", "downloading the packages (2 of 6)", "unpacking the packages (3 of 6)", "installing the base of the system (4 of 6)", "installing what is in it (5 of 6)", "tidying up (6 of 6)"],
            said.Select(line => line["engine image of Docker 28.5.2: ".Length..]));
    }
}
