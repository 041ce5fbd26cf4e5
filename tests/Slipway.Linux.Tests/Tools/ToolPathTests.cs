using Slipway.Linux.Tools;

namespace Slipway.Linux.Tests.Tools;

public sealed class ToolPathTests
{
    [Theory]
    [InlineData("sh", "/bin", "/bin/sh")]
    [InlineData("sh", ".:bin::/bin", "/bin/sh")]
    [InlineData("sh", "bin:.", null)]
    [InlineData("sh", "", null)]
    [InlineData("passwd", "/etc", null)]
    [InlineData("/bin/sh", "", "/bin/sh")]
    [InlineData("./sh", "/bin", null)]
    [InlineData("bin/sh", "/", null)]
    public void A_program_lies_in_a_folder_with_a_whole_path(string name, string searchPath, string? expected)
    {
        Assert.Equal(expected, ToolPath.Find(name, searchPath));
    }
}
