using System.Net;
using Slipway.Engines.Api;
using Slipway.Engines.Certificates;

namespace Slipway.Engines.Tests.Api;

public sealed class EngineApiTests
{
    [Fact]
    public void Nothing_but_its_caller_limits_the_time_of_a_request()
    {
        var keys = EngineAuthority.Create("0123456789", IPAddress.Loopback, TimeProvider.System);
        using var api = new EngineApi("127.0.0.1", keys.Client, TimeProvider.System);
        Assert.Equal(Timeout.InfiniteTimeSpan, api.Http.Timeout);
    }
}
