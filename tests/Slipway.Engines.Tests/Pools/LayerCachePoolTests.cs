using System.Formats.Tar;
using Slipway.Engines.Api;
using Slipway.Engines.LayerCaches;
using Slipway.Engines.Leases;
using Slipway.Engines.Tests.Hosting;

namespace Slipway.Engines.Tests.Pools;

/// <summary>Warm engines that wait on a layer cache's layers.</summary>
[Trait("needs", "engine")]
[Collection(nameof(LayerCachePoolTests))]
public sealed class LayerCachePoolTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly LayerCacheKey _key = new("layer-cache-pool-test");
    private readonly CancellationTokenSource _end = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-cachepool-").FullName;
    private EngineBench _bench = null!;
    private string? _last;
    private Task _filling = Task.CompletedTask;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bench = new EngineBench("slipway-cachepool");
        await PurgeAsync();
        _filling = _bench.Host.Pool.RunAsync(_end.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Directory.Delete(_folder, recursive: true);
        if (_bench is not null)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _filling);
            foreach (var record in await _bench.Host.ListAsync(CancellationToken.None))
            {
                await _bench.Host.ReleaseAsync(record.Id, succeeded: false, CancellationToken.None);
            }
            await PurgeAsync();
            await _bench.DisposeAsync();
        }
        _end.Dispose();
    }

    [Fact]
    public async Task A_layer_cache_that_was_leased_has_a_warm_engine_on_the_newest_layers_for_its_own_scope_alone()
    {
        await using (var first = await LeaseAsync(_key))
        {
            await ImportAsync(first, "app:1");
            await first.ReleaseAsync(succeeded: true, Token);
        }
        var idle = await IdleOnNewestAsync();
        Assert.False(await AnswersAsync(idle), "What has started on a job's layers runs before the lease.");

        await using (var second = await LeaseAsync(_key))
        {
            Assert.Equal((idle.Id, true, true), (second.Id, second.Warm, second.LayerCacheHit));
            Assert.Equal("app:1\n", await ImagesAsync(second));
            await ImportAsync(second, "app:2");
            await second.ReleaseAsync(succeeded: true, Token);
        }
        await IdleOnNewestAsync();

        await using var fork = await LeaseAsync(_key with { TrustScope = "fork-1" });
        Assert.Equal((false, true), (fork.Warm, fork.LayerCacheHit));
        await using var third = await LeaseAsync(_key);
        Assert.Equal((true, true), (third.Warm, third.LayerCacheHit));
        Assert.Equal("app:1\napp:2\n", await ImagesAsync(third));
    }

    [Fact]
    public async Task Layers_that_were_purged_are_in_no_engine_that_is_leased_afterwards()
    {
        await using (var first = await LeaseAsync(_key))
        {
            await ImportAsync(first, "app:1");
            await first.ReleaseAsync(succeeded: true, Token);
        }
        await IdleOnNewestAsync();
        await PurgeAsync();

        await using var next = await LeaseAsync(_key);

        Assert.False(next.LayerCacheHit);
        Assert.Equal("", await ImagesAsync(next));
    }

    [Fact]
    public async Task An_image_that_is_gone_is_not_made_again_for_a_layer_cache_that_was_leased()
    {
        var leased = await _bench.Host.LeaseRecordAsync(new EngineRequest { LayerCache = _key, OwnerProcess = Environment.ProcessId }, Token);

        _bench.Host.Pool.Expect(leased with { Version = "20.10.1" });
        _bench.Host.Pool.Look();

        for (var started = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(started) < Patience; await Task.Delay(20, Token))
        {
            if (_bench.Reports.Any(line => line.EndsWith("the engine image 20.10.1 is gone.", StringComparison.Ordinal)))
            {
                return;
            }
        }
        Assert.Fail($"The pool did not say so. It said: {string.Join('\n', _bench.Reports)}");
    }

    private static async Task<bool> AnswersAsync(EngineRecord engine)
    {
        using var api = new EngineApi(engine.Address, engine.Certificates, TimeProvider.System);
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        try
        {
            return await api.AnswersAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private Task<EngineLease> LeaseAsync(LayerCacheKey key) =>
        _bench.Host.LeaseAsync(new EngineRequest { LayerCache = key, OwnerProcess = Environment.ProcessId }, Token);

    private async Task ImportAsync(EngineLease lease, string tag)
    {
        var tar = Path.Combine(_folder, "layer.tar");
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "layer")).FullName, "name"), tag, Token);
        File.Delete(tar);
        await TarFile.CreateFromDirectoryAsync(Path.Combine(_folder, "layer"), tar, includeBaseDirectory: false, Token);
        await _bench.DockerAsync(lease, "import", tar, tag);
    }

    private async Task<string> ImagesAsync(EngineLease lease)
    {
        var lines = (await _bench.DockerAsync(lease, "images", "--format", "{{.Repository}}:{{.Tag}}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(lines.Order(StringComparer.Ordinal).Select(line => line + "\n"));
    }

    /// <summary>Waits for a head that was not there before, and for the pool's engine on it.</summary>
    private async Task<EngineRecord> IdleOnNewestAsync()
    {
        for (var started = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(started) < Patience; await Task.Delay(20, Token))
        {
            using var heads = new LayerCacheHeads(_bench.Settings, TimeProvider.System);
            var head = (await heads.ListAsync(Token)).FirstOrDefault(head => head.Project == _key.Project && head.TrustScope == _key.TrustScope)?.Id;
            if (head is not null && head != _last && _bench.Host.Pool.Idle.FirstOrDefault(idle => idle.Place.LayerCache == _key && idle.Engine.Head == head) is { } found)
            {
                _last = head;
                return found.Engine;
            }
        }
        throw new TimeoutException($"The pool has no engine on new layers. It said: {string.Join('\n', _bench.Reports)}");
    }

    private async Task PurgeAsync()
    {
        using var heads = new LayerCacheHeads(_bench.Settings, TimeProvider.System);
        await heads.PurgeAsync(_key.Project, CancellationToken.None);
    }
}
