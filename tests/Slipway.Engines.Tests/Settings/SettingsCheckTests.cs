using Slipway.Engines.Settings;
using Slipway.Linux.Failures;

namespace Slipway.Engines.Tests.Settings;

public sealed class SettingsCheckTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Theory]
    [InlineData("""{ "poolSize": -1 }""", "poolSize has '-1': write how many")]
    [InlineData("""{ "poolSize": "two" }""", "line 1, poolSize:")]
    [InlineData("""{ "startTimeoutSeconds": -5 }""", "startTimeoutSeconds has '-5'")]
    [InlineData("""{ "startTimeoutSeconds": 2147483647 }""", "startTimeoutSeconds")]
    [InlineData("""{ "startsAtOnce": 0 }""", "startsAtOnce")]
    [InlineData("""{ "network": null }""", "'network' is null")]
    [InlineData("""{ "registries": null }""", "'registries' is null")]
    [InlineData("""{ "stateFolder": null }""", "'stateFolder' is null")]
    [InlineData("""{ "instance": null }""", "'instance' is null")]
    [InlineData("""{ "stateFolder": "state" }""", "stateFolder has 'state'")]
    [InlineData("""{ "runtime": "" }""", "runtime has ''")]
    [InlineData("""{ "debianMirror": "deb.debian.org" }""", "debianMirror has 'deb.debian.org'")]
    [InlineData("""{ "network": { "dns": ["x"] } }""", "network.dns has 'x'")]
    [InlineData("""{ "network": { "dns": ["fd00::1"] } }""", "network.dns has 'fd00::1'")]
    [InlineData("""{ "network": { "dns": [null] } }""", "network.dns has ''")]
    [InlineData("""{ "network": { "dns": null } }""", "'dns' is null")]
    [InlineData("""{ "network": { "extraHosts": ["registry.example.com"] } }""", "network.extraHosts has 'registry.example.com': write name:address")]
    [InlineData("""{ "network": { "extraHosts": ["registry.example.com:10.1.2"] } }""", "network.extraHosts has")]
    [InlineData("""{ "network": { "allowedEgress": ["registry.example.com:443"] } }""", "network.allowedEgress has 'registry.example.com:443'")]
    [InlineData("""{ "network": { "allowedEgress": ["10.1.2.3:65536"] } }""", "network.allowedEgress has '10.1.2.3:65536'")]
    [InlineData("""{ "network": { "addressPool": "10.220.0.0/24" } }""", "network.addressPool has '10.220.0.0/24'")]
    [InlineData("""{ "network": { "mtu": 10 } }""", "network.mtu has '10'")]
    [InlineData("""{ "network": { "maxConnections": 0 } }""", "network.maxConnections has '0'")]
    [InlineData("""{ "registries": { "mirrors": ["host"] } }""", "registries.mirrors has 'host': write a URL with its scheme")]
    [InlineData("""{ "registries": { "mirrors": ["mirror.example.com:5000"] } }""", "registries.mirrors has 'mirror.example.com:5000'")]
    [InlineData("""{ "registries": { "insecure": ["http://registry:5000"] } }""", "registries.insecure has 'http://registry:5000'")]
    [InlineData("""{ "registries": { "extraCertificates": ["ca.pem"] } }""", "registries.extraCertificates has 'ca.pem'")]
    public void What_cannot_be_is_said_with_the_file_the_member_and_the_way_out(string text, string expected)
    {
        File.WriteAllText(_file, text);
        var message = Assert.Throws<InfrastructureException>(Load).Message;
        Assert.StartsWith($"The settings file {_file} cannot be used: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_pages_show_can_be()
    {
        File.WriteAllText(_file, """
            {
              "poolSize": 0, "startsAtOnce": 1, "startTimeoutSeconds": 1,
              "network": {
                "allowedEgress": ["10.1.2.3:443", "10.1.0.0/16", "10.1.2.3/32:80"], "extraHosts": ["registry.example.com:10.1.2.3", "six:fd00::1"],
                "dns": ["10.0.0.53"], "addressPool": "10.220.0.0/19", "mtu": 1400
              },
              "registries": { "mirrors": ["https://mirror.example.com/v2", "http://10.1.2.3:5000"], "insecure": ["10.1.0.0/16", "registry:5000"], "extraCertificates": ["/etc/ssl/company-ca.pem"] }
            }
            """);
        Assert.Equal(1400, Load().Network.Mtu);
    }

    public void Dispose() => File.Delete(_file);

    private EngineSettings Load() => SettingsFile.Load(name => name == "SLIPWAY_SETTINGS" ? _file : null);
}
