using Slipway.Linux.Addresses;

namespace Slipway.Linux.Tests.Addresses;

public sealed class Ipv4NetworkTests
{
    [Theory]
    [InlineData("10.0.0.0/8 10.1.0.0/16 10.1.2.3", "10.0.0.0/8")]
    [InlineData("10.1.0.0/16 10.2.0.0/16 10.1.0.0/16", "10.1.0.0/16 10.2.0.0/16")]
    [InlineData("10.1.2.3 0.0.0.0/0", "0.0.0.0/0")]
    public void What_lies_in_another_network_is_dropped(string networks, string widest) =>
        Assert.Equal(widest.Split(' ').Select(Parse), Ipv4Network.Widest(networks.Split(' ').Select(Parse)));

    [Fact]
    public void The_parts_of_a_network_are_counted_from_any_of_them_round() =>
        Assert.Equal(
            ["10.9.0.8/30", "10.9.0.12/30", "10.9.0.0/30", "10.9.0.4/30"],
            Parse("10.9.0.0/28").Parts(30, start: 2).Select(part => part.ToString()));

    private static Ipv4Network Parse(string text) => Ipv4Network.TryParse(text, out var network) ? network : throw new FormatException(text);
}
