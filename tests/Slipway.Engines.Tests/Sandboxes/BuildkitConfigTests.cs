using Slipway.Engines.Sandboxes;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Tests.Sandboxes;

public sealed class BuildkitConfigTests
{
    [Fact]
    public void Nothing_is_written_where_the_settings_ask_for_nothing() => Assert.Equal("", BuildkitConfig.Write(new EngineSettings(), authorities: null));

    [Fact]
    public void Mirrors_plain_registries_and_authorities_are_each_said_once_by_the_registrys_name()
    {
        var settings = new EngineSettings
        {
            Registries = new() { Mirrors = ["https://mirror.example.com/hub/", "http://plain:5000"], Insecure = ["plain:5000", "10.1.0.0/16"] },
            Network = new() { ExtraHosts = ["git.example.com:10.1.2.3", "far.example.com:10.9.9.9"], AllowedEgress = ["10.1.2.3:5443", "10.1.0.0/16"] },
        };

        Assert.Equal(
            """
            [registry."docker.io"]
              mirrors = ["mirror.example.com/hub", "plain:5000"]
            [registry."git.example.com"]
              ca = ["/root/.docker/buildx/slipway-ca.pem"]
            [registry."git.example.com:5443"]
              ca = ["/root/.docker/buildx/slipway-ca.pem"]
            [registry."mirror.example.com"]
              ca = ["/root/.docker/buildx/slipway-ca.pem"]
            [registry."plain:5000"]
              http = true
              insecure = true

            """,
            BuildkitConfig.Write(settings, "/root/.docker/buildx/slipway-ca.pem"));
    }
}
