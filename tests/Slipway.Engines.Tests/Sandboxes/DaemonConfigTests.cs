using Slipway.Engines.Sandboxes;

namespace Slipway.Engines.Tests.Sandboxes;

public sealed class DaemonConfigTests
{
    [Theory]
    [InlineData("20.10.24", "")]
    [InlineData("24.0.9", "")]
    [InlineData("25.0.5", "export DOCKER_MIN_API_VERSION=1.12\n")]
    [InlineData("26.1.5", "")]
    [InlineData("28.5.2", "")]
    [InlineData("29.0.0", "export DOCKER_MIN_API_VERSION=1.24\n")]
    [InlineData("30.1.0", "export DOCKER_MIN_API_VERSION=1.24\n")]
    public void Old_clients_are_accepted_as_far_as_a_dockerd_can(string version, string variables) => Assert.Equal(variables, DaemonConfig.Variables(version));
}
