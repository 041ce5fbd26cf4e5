using Slipway.Engines.Leases;
using Slipway.Engines.Lifecycle;
using Slipway.Engines.Tests.Api;
using Slipway.Linux.Processes;

namespace Slipway.Engines.Tests.Hosting;

/// <summary>What an engine answers when its layers are to be kept may cost those layers, and nothing else.</summary>
[Trait("needs", "engine")]
[Collection(nameof(HostileEngineTests))]
public sealed class HostileEngineTests : IAsyncLifetime
{
    private readonly EngineBench _bench = new("slipway-hostile");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Engines_that_answer_nonsense_are_reaped_without_their_layers_and_so_are_those_beside_them()
    {
        await using var array = new HostileEngine("127.77.1.1", "[1]");
        await using var nothing = new HostileEngine("127.77.1.2", "{}");
        using var services = new EngineHostServices(_bench.Settings, TimeProvider.System);
        var ids = new List<string> { await RetireAsync(services, array), await RetireAsync(services, nothing) };

        var reaped = await _bench.Host.ReapAsync(Token);

        Assert.Equal(ids.Order(StringComparer.Ordinal), reaped);
        Assert.Empty(await _bench.Host.ListAsync(Token));
        Assert.All(_bench.Reports, report => Assert.StartsWith("Layer cache of hostile: not kept, ", report, StringComparison.Ordinal));
    }

    private static async Task<string> RetireAsync(EngineHostServices services, HostileEngine engine)
    {
        var id = await services.ClaimAsync(Token);
        services.Records.MakeFolder(id);
        services.Records.Save(new EngineRecord
        {
            Id = id.Value,
            State = EngineState.Retiring,
            Version = "28.5.2",
            Address = engine.Address,
            Limits = EngineLimits.Default,
            Created = TimeProvider.System.GetUtcNow(),
            LayerCache = new LayerCacheKey("hostile"),
            Owner = OwnerProcess.Nobody,
            Certificates = engine.Certificates,
            Ssh = new EngineSsh(22, "", ""),
        });
        return id.Value;
    }
}
