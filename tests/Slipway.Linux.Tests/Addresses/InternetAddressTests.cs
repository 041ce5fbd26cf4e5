using System.Net;
using Slipway.Linux.Addresses;

namespace Slipway.Linux.Tests.Addresses;

public sealed class InternetAddressTests
{
    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("168.63.129.15", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::808:808", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("169.254.170.2", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("192.0.0.192", false)]
    [InlineData("192.88.99.1", false)]
    [InlineData("198.19.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("64:ff9b:1::1", false)]
    [InlineData("2002:7f00:1::1", false)]
    [InlineData("2001:0:1::1", false)]
    public void Is_somebodys_on_the_internet_or_not(string address, bool isInternet) => Assert.Equal(isInternet, InternetAddress.Is(IPAddress.Parse(address)));
}
