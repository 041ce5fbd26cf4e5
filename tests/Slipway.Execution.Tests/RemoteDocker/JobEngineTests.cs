using Slipway.Engines.Leases;
using Slipway.Engines.Tests.Api;
using Slipway.Execution.RemoteDocker;
using Slipway.Linux.Addresses;

namespace Slipway.Execution.Tests.RemoteDocker;

public sealed class JobEngineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.78.0.1", "{}\n")]
    [InlineData("127.78.0.2", "[]\n")]
    [InlineData("127.78.0.3", "null\n{\"Actor\": null}\n{\"Actor\": {\"ID\": null}, \"timeNano\": 1}\n")]
    [InlineData("127.78.0.4", "{\"Actor\": {\"ID\": \"x\"}, \"timeNano\": \"never\"}\n")]
    [InlineData("127.78.0.5", "{\"Actor\": {\"ID\": \"a b?c#d\\u0000%zz\"}, \"timeNano\": 1}\n")]
    public async Task An_engine_whose_events_are_nonsense_is_given_back_all_the_same(string address, string events)
    {
        await using var engine = new HostileEngine(address, events);
        await using var lease = new StandInLease(engine);
        using var hold = new JobEngine(new Lazy<IEngineHost>(new StandInHost(lease)), new EngineRequest(), Task.FromResult(Subnet()), Token);
        hold.WatchPushes(await hold.Lease, TimeProvider.System, (_, _) => { });

        await hold.ReleaseAsync(succeeded: true, Token);

        Assert.True(lease.Released);
    }

    private static Ipv4Network Subnet() => Ipv4Network.TryParse("172.20.0.0/24", out var network) ? network : throw new InvalidOperationException();

    private sealed class StandInHost(EngineLease lease) : IEngineHost
    {
        public Task<EngineLease> LeaseAsync(EngineRequest request, CancellationToken cancellationToken) => Task.FromResult(lease);
    }
}
