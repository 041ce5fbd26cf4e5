using System.Formats.Tar;
using System.Security.Cryptography;
using Slipway.Engines.Api;
using Slipway.Engines.Btrfs;
using Slipway.Engines.Hosting;
using Slipway.Engines.Isolation;
using Slipway.Engines.LayerCaches;
using Slipway.Engines.Leases;
using Slipway.Engines.Tests.Hosting;

namespace Slipway.Engines.Tests.LayerCaches;

/// <summary>Layer caches as jobs meet them: real builds in real engines.</summary>
[Trait("needs", "engine")]
[Collection(nameof(WarmEngineTests))]
public sealed class WarmEngineTests : IAsyncLifetime
{
    private const string Dockerfile = """
        FROM scratch
        COPY busybox /bin/busybox
        RUN ["/bin/busybox", "dd", "if=/dev/urandom", "of=/random", "bs=1k", "count=9"]
        RUN ["/bin/busybox", "touch", "/last"]

        """;

    private readonly LayerCacheKey _key = new("warm-engine-test");
    private readonly string _context = Directory.CreateTempSubdirectory("slipway-warm-").FullName;
    private EngineBench _bench = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bench = new EngineBench("slipway-warm");
        Assert.SkipUnless(File.Exists("/bin/busybox"), "The test image is made from busybox-static.");
        File.Copy("/bin/busybox", Path.Combine(_context, "busybox"));
        await File.WriteAllTextAsync(Path.Combine(_context, "Dockerfile"), Dockerfile, Token);
        await PurgeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(_context, recursive: true);
        if (_bench is not null)
        {
            await PurgeAsync();
            await _bench.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_rebuild_in_fresh_engines_is_cached_in_every_step_and_a_builder_is_kept_with_its_volume()
    {
        await using (var first = await LeaseAsync(_bench.Host))
        {
            Assert.Equal(0, await BuildAsync(first));
            Assert.Matches("(?s)^(?!.*CACHED).*built\n", await BuildKitAsync(first));
            await _bench.DockerAsync(first, "create", "--name", "buildx_buildkit_test0", "--volume", "buildx_buildkit_test0_state:/state", "app", "/bin/busybox", "true");
            await _bench.DockerAsync(first, "create", "--name", "jobs-own", "--volume", "/nameless", "app", "/bin/busybox", "true");
            await first.ReleaseAsync(succeeded: true, Token);
        }
        var leases = await Task.WhenAll(LeaseAsync(_bench.Host), LeaseAsync(_bench.Open(detached: null)));
        await using var second = leases[0];
        await using var third = leases[1];
        foreach (var lease in leases)
        {
            Assert.True(lease.LayerCacheHit);
            Assert.Equal(3, await BuildAsync(lease));
            Assert.Contains("CACHED", await BuildKitAsync(lease), StringComparison.Ordinal);
            Assert.Equal("buildx_buildkit_test0\n", await _bench.DockerAsync(lease, "ps", "--all", "--format", "{{.Names}}"));
            Assert.Equal("buildx_buildkit_test0_state\n", await _bench.DockerAsync(lease, "volume", "ls", "--format", "{{.Name}}"));
        }
    }

    [Fact]
    public async Task Layers_are_kept_by_the_next_job_when_the_process_behind_the_release_died()
    {
        var host = _bench.Open(new DetachedReaper(["false"], "/dev/null"));
        await using (var first = await LeaseAsync(host))
        {
            await BuildAsync(first);
            await first.ReleaseAsync(succeeded: true, Token);
        }
        await using var next = await LeaseAsync(_bench.Open(detached: null));
        Assert.True(next.LayerCacheHit);
        Assert.Equal(3, await BuildAsync(next));
        Assert.Contains(_bench.Reports, report => report.Contains("Waiting for the layers", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_head_on_which_no_dockerd_starts_is_removed_and_the_job_gets_an_engine_all_the_same()
    {
        await using (var first = await LeaseAsync(_bench.Host))
        {
            await first.ReleaseAsync(succeeded: true, Token);
        }
        await using (var second = await LeaseAsync(_bench.Host))
        {
            Assert.True(second.LayerCacheHit);
        }
        await SpoilAsync();

        await using var lease = await LeaseAsync(_bench.Host);

        Assert.False(lease.LayerCacheHit);
        Assert.Contains("No dockerd starts on the layer cache head of project 'warm-engine-test'", Assert.Single(lease.Warnings), StringComparison.Ordinal);
        Assert.Empty(await HeadsAsync());
        Assert.Equal(lease.Warnings, Assert.Single(await _bench.Host.ListAsync(Token), record => record.State == EngineState.Leased).Warnings);
    }

    [Fact]
    public async Task Of_images_that_are_too_much_for_a_layer_cache_the_oldest_go()
    {
        await using var lease = await LeaseAsync(_bench.Host);
        const int Bytes = 4 << 20;
        var layer = Directory.CreateDirectory(Path.Combine(_context, "layer")).FullName;
        foreach (var tag in (string[])["oldest", "older", "newest"])
        {
            await File.WriteAllBytesAsync(Path.Combine(layer, "random"), RandomNumberGenerator.GetBytes(Bytes), Token);
            var tar = Path.Combine(_context, tag);
            await TarFile.CreateFromDirectoryAsync(layer, tar, includeBaseDirectory: false, Token);
            await _bench.DockerAsync(lease, "import", tar, $"app:{tag}");
            // Engines tell the age of images in whole seconds.
            var second = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            while (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() == second)
            {
                await Task.Delay(20, Token);
            }
        }

        using (var api = new EngineApi(lease.Address, lease.Certificates, TimeProvider.System))
        {
            await new EngineScrub(api.Http, TimeProvider.System).RunAsync(2 * Bytes, Token);
        }

        Assert.Equal("app:newest\n", await _bench.DockerAsync(lease, "images", "--format", "{{.Repository}}:{{.Tag}}"));
    }

    private async Task SpoilAsync()
    {
        var data = Path.Combine(new StoragePaths(_bench.Settings).Heads, Assert.Single(await HeadsAsync()).Id, "data");
        BtrfsSubvolume.SetReadOnly(data, readOnly: false);
        Directory.Delete(Path.Combine(data, "image"), recursive: true);
        await File.WriteAllTextAsync(Path.Combine(data, "image"), "no folder", Token);
    }

    private Task<EngineLease> LeaseAsync(LocalEngineHost host) => host.LeaseAsync(new EngineRequest { LayerCache = _key, OwnerProcess = Environment.ProcessId }, Token);

    /// <summary>Builds; how many of the steps came from the cache.</summary>
    private async Task<int> BuildAsync(EngineLease lease) =>
        (await _bench.DockerAsync(lease, "build", "--tag", "app", _context)).Split("Using cache").Length - 1;

    private static async Task<string> BuildKitAsync(EngineLease lease)
    {
        using var shell = new EngineShell(lease);
        return await shell.RunAsync("""printf 'FROM app\nRUN ["/bin/busybox", "touch", "/by-buildkit"]\n' | docker buildx build --progress plain --tag by-buildkit - && echo built""", Token);
    }

    private async Task<IReadOnlyList<LayerCacheHead>> HeadsAsync()
    {
        using var heads = new LayerCacheHeads(_bench.Settings, TimeProvider.System);
        return [.. (await heads.ListAsync(Token)).Where(head => head.Project == _key.Project)];
    }

    private async Task PurgeAsync()
    {
        using var heads = new LayerCacheHeads(_bench.Settings, TimeProvider.System);
        await heads.PurgeAsync(_key.Project, CancellationToken.None);
    }
}
