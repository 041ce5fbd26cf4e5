using Slipway.Engines.Identity;
using Slipway.Engines.Networks;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Tests.Networks;

public sealed class EngineNetworkTests
{
    [Fact]
    public void Each_engine_is_told_of_the_network_as_it_is_when_the_engine_starts()
    {
        var settings = new EngineSettings { Network = new() { Dns = ["10.0.0.53"], Mtu = 1500 } };
        using var network = new EngineNetwork(settings, new InstanceNames(settings), () => [], TimeProvider.System);
        Assert.True(EngineId.TryParse("0123456789", out var id));
        Assert.Equal((1500, "10.0.0.53"), Told());

        // As when the machine is carried to another network.
        settings.Network.Mtu = 1400;
        settings.Network.Dns = ["10.9.9.53"];

        Assert.Equal((1400, "10.9.9.53"), Told());

        (int Mtu, string Resolver) Told()
        {
            var facts = network.Facts(id);
            return (facts.Mtu, Assert.Single(facts.Resolvers).ToString());
        }
    }
}
