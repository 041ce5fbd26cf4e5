using Slipway.Linux.Addresses;

namespace Slipway.Linux.Tests.Addresses;

public sealed class ResolversTests
{
    [Fact]
    public void The_hosts_resolvers_are_taken()
    {
        Assert.Equal(["10.0.0.2", "1.1.1.1"], Choose([], "nameserver 10.0.0.2\n# nameserver 9.9.9.9\nnameserver\t1.1.1.1\nnameserver fd00::1\n", ""));
    }

    [Fact]
    public void Behind_a_stub_on_loopback_the_real_ones_are_found()
    {
        Assert.Equal(["192.168.1.1"], Choose([], "nameserver 127.0.0.53\n", "nameserver 192.168.1.1\n"));
    }

    [Fact]
    public void Settings_go_first()
    {
        Assert.Equal(["8.8.8.8"], Choose(["8.8.8.8"], "nameserver 10.0.0.2\n", ""));
    }

    private static IEnumerable<string> Choose(string[] configured, string file, string behindStub) =>
        Resolvers.Choose(configured, path => (path == "/etc/resolv.conf" ? file : behindStub).Split('\n')).Select(address => address.ToString());
}
