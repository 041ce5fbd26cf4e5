using Slipway.Execution.RemoteDocker;
using Slipway.Model.Plans;

namespace Slipway.Execution.Tests.RemoteDocker;

public sealed class RemoteDockerWarningsTests
{
    [Theory]
    [InlineData("docker24", "docker28")]
    [InlineData(null, "20.10.24")]
    [InlineData("docker24", "default")]
    [InlineData("docker24", "edge")]
    public void A_later_step_is_told_which_version_it_has_and_which_it_has_not(string? first, string second)
    {
        var warning = Assert.Single(Warnings(first, second, "24.0.9"));
        Assert.Contains("Docker 24.0.9", warning, StringComparison.Ordinal);
        Assert.Contains($"version {second}", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docker24", "docker24")]
    [InlineData("docker24", null)]
    [InlineData("docker24", "24.0.9")]
    [InlineData("24.0.9", "docker24")]
    [InlineData("20.10.99", "20.10.99")]
    [InlineData(null, "default")]
    public void Nothing_is_said_where_it_has_what_it_asks_for(string? first, string? second) => Assert.Empty(Warnings(first, second, "24.0.9"));

    private static IEnumerable<string> Warnings(string? first, string? second, string has)
    {
        var later = new SetupRemoteDockerStep { Name = "later", Version = second };
        var plan = new JobPlan { Name = "job", Definition = "job", Steps = [new SetupRemoteDockerStep { Name = "first", Version = first }, later] };
        return RemoteDockerWarnings.Of(plan, later, has);
    }
}
