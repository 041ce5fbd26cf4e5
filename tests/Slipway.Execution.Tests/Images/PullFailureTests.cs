using Slipway.Execution.Images;

namespace Slipway.Execution.Tests.Images;

public sealed class PullFailureTests
{
    [Theory]
    [InlineData("Get \"https://nowhere.example/v2/\": dial tcp: lookup nowhere.example on 1.1.1.1:53: no such host", true)]
    [InlineData("dial udp 1.1.1.1:53: connect: network is unreachable", true)]
    [InlineData("dial tcp 10.0.0.1:443: connect: no route to host", true)]
    [InlineData("dial tcp: lookup a.example: Temporary failure in name resolution", true)]
    [InlineData("dial tcp 127.0.0.1:5000: connect: connection refused", false)]
    [InlineData("received unexpected HTTP status: 500 Internal Server Error", false)]
    public void A_failure_that_a_minute_does_not_change_is_known(string message, bool isLasting) =>
        Assert.Equal(isLasting, Assert.IsType<PullFailure.Faltered>(PullFailure.FromMessage(message)).IsLasting);
}
