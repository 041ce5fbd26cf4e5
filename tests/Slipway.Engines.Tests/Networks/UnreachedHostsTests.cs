using Slipway.Engines.Networks;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Tests.Networks;

public sealed class UnreachedHostsTests
{
    [Theory]
    [InlineData("registry:10.1.2.3", "", "registry")]
    [InlineData("registry:10.1.2.3", "10.1.2.3", "")]
    [InlineData("registry:10.1.2.3", "10.1.2.3:443", "")]
    [InlineData("registry:10.1.2.3", "10.1.0.0/16:5000", "")]
    [InlineData("registry:10.1.2.3", "10.1.2.4 10.2.0.0/16", "registry")]
    [InlineData("public:93.184.215.14", "", "")]
    [InlineData("self:127.0.0.1 six:fd00::1", "", "")]
    [InlineData("a:192.168.1.1 b:172.16.0.1", "192.168.0.0/16", "b")]
    public void Are_private_hosts_with_a_name_and_no_way(string hosts, string allowed, string unreached)
    {
        var settings = new EngineNetworkSettings { ExtraHosts = Words(hosts), AllowedEgress = Words(allowed) };

        Assert.Equal(Words(unreached), UnreachedHosts.Of(settings).Select(host => host.Name));
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
