using Microsoft.Extensions.Time.Testing;
using Slipway.Engines.Btrfs;
using Slipway.Engines.LayerCaches;
using Slipway.Engines.Leases;
using Slipway.Engines.Storage;
using Slipway.Engines.Tests.Storage;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Tests.LayerCaches;

[Trait("needs", "root")]
public sealed class LayerCacheTests : IDisposable
{
    private static readonly LayerCacheKey Shop = new("shop");
    private readonly ScratchStorage _scratch = new();
    private int _engines;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_engine_committed_the_next_ones_start_from_each_with_a_copy_of_its_own()
    {
        await _scratch.MakeImageAsync(Token);
        await BuildAsync(Shop, "base", "one");

        var (_, first) = await PrepareAsync(Shop);
        var (_, second) = await PrepareAsync(Shop);
        await File.WriteAllTextAsync(Path.Combine(first.DataFiles, "base"), "changed", Token);

        Assert.True(first.LayerCacheHit);
        Assert.Equal("one", await File.ReadAllTextAsync(Path.Combine(second.DataFiles, "base"), Token));
    }

    [Fact]
    public async Task Another_project_and_another_scope_see_nothing_but_a_fork_reads_the_trusted_head_and_cannot_change_it()
    {
        await _scratch.MakeImageAsync(Token);
        await BuildAsync(Shop, "base", "trusted");
        var fork = Shop with { TrustScope = "fork-7" };

        var (_, other) = await PrepareAsync(new LayerCacheKey("blog"));
        await BuildAsync(fork, "base", "poisoned");
        var (_, trusted) = await PrepareAsync(Shop);
        var (_, forked) = await PrepareAsync(fork);

        Assert.False(other.LayerCacheHit);
        Assert.Equal("trusted", await File.ReadAllTextAsync(Path.Combine(trusted.DataFiles, "base"), Token));
        Assert.Equal("poisoned", await File.ReadAllTextAsync(Path.Combine(forked.DataFiles, "base"), Token));
    }

    [Fact]
    public async Task A_concurrent_smaller_result_leaves_the_better_head_in_place()
    {
        await _scratch.MakeImageAsync(Token);
        var (slow, slowDisk) = await PrepareAsync(Shop);
        await BuildAsync(Shop, "layers", new string('x', 1 << 20));
        await File.WriteAllTextAsync(Path.Combine(slowDisk.DataFiles, "layers"), "little", Token);

        var commit = await _scratch.Engines.CommitAsync(slow, Token);

        Assert.False(commit.Accepted);
        var (_, next) = await PrepareAsync(Shop);
        Assert.Equal(1 << 20, new FileInfo(Path.Combine(next.DataFiles, "layers")).Length);
    }

    [Theory]
    [InlineData("head.json")]
    [InlineData("data")]
    public async Task A_damaged_head_means_an_empty_start_with_a_warning(string damaged)
    {
        await _scratch.MakeImageAsync(Token);
        await BuildAsync(Shop, "base", "one");
        var head = Path.Combine(_scratch.Paths.Heads, Assert.Single(await HeadsAsync()).Id);
        if (damaged == "data")
        {
            BtrfsSubvolume.Delete(Path.Combine(head, damaged));
        }
        else
        {
            await File.WriteAllTextAsync(Path.Combine(head, damaged), "{", Token);
        }

        var (_, disk) = await PrepareAsync(Shop);

        Assert.False(disk.LayerCacheHit);
        Assert.Contains("layer cache head of project 'shop' was damaged", Assert.Single(disk.Warnings), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(disk.DataFiles));
        Assert.False(Directory.Exists(head));
    }

    [Fact]
    public async Task A_head_that_no_dockerd_starts_on_is_rejected_by_its_engine()
    {
        await _scratch.MakeImageAsync(Token);
        await BuildAsync(Shop, "base", "one");
        var (_, disk) = await PrepareAsync(Shop);

        Assert.True(await _scratch.Engines.RejectHeadAsync(disk.Head!, Shop, Token));

        Assert.Empty(await HeadsAsync());
    }

    [Fact]
    public async Task A_fork_does_not_reject_the_trusted_head_that_it_reads()
    {
        await _scratch.MakeImageAsync(Token);
        await BuildAsync(Shop, "base", "one");
        var fork = Shop with { TrustScope = "fork-7" };
        var (_, disk) = await PrepareAsync(fork);

        Assert.False(await _scratch.Engines.RejectHeadAsync(disk.Head!, fork, Token));

        Assert.Single(await HeadsAsync());
    }

    [Fact]
    public async Task A_head_that_cannot_be_copied_now_stays()
    {
        await _scratch.MakeImageAsync(Token);
        await BuildAsync(Shop, "base", "one");
        var store = new LayerCacheStore(_scratch.Paths.Heads, LayerCacheLimits.Of(_scratch.Settings), TimeProvider.System, () => null);

        var (head, warning) = await store.CopyAsync(Shop, "28", Path.Combine(_scratch.Paths.Engines, "no-such-folder", "data"), quotaGroup: null, Token);

        Assert.Null(head);
        Assert.Contains("cannot be copied now", warning, StringComparison.Ordinal);
        Assert.Single(await HeadsAsync());
    }

    [Fact]
    public async Task An_engine_that_is_to_start_empty_does()
    {
        await _scratch.MakeImageAsync(Token);
        await BuildAsync(Shop, "base", "one");

        var disk = await _scratch.Engines.PrepareAsync(Request("00000000c0de", Shop) with { StartEmpty = true }, Token);

        Assert.False(disk.LayerCacheHit);
        Assert.Empty(Directory.GetFileSystemEntries(disk.DataFiles));
    }

    [Fact]
    public async Task A_head_outlives_the_engine_that_made_it_and_no_longer_counts_to_its_quota()
    {
        await _scratch.MakeImageAsync(Token);
        var last = "";
        for (var generation = 0; generation < 3; generation++)
        {
            var (id, disk) = await PrepareAsync(Shop);
            await File.WriteAllTextAsync(Path.Combine(disk.DataFiles, $"layer{generation}"), new string('x', 1 << 16), Token);
            Assert.True((await _scratch.Engines.CommitAsync(id, Token)).Accepted);
            await _scratch.Engines.DiscardAsync(id, Token);
            var head = Assert.Single(await HeadsAsync());
            Assert.Equal(last, head.Parent ?? "");
            Assert.True(string.CompareOrdinal(head.Id, last) > 0, $"{head.Id} does not come after {last}");
            last = head.Id;
        }

        var (_, next) = await PrepareAsync(Shop);

        Assert.Equal(3, Directory.GetFiles(next.DataFiles).Length);
        Assert.Equal(last, next.Head);
    }

    [Fact]
    public async Task A_head_counts_by_what_it_takes_on_the_disk_and_not_by_what_its_files_show()
    {
        Assert.SkipUnless(await IsLimitedAsync(), "this kernel has no simple quotas");
        const int Extent = 16 << 20;
        await _scratch.MakeImageAsync(Token);
        await BuildAsync(Shop, "base", "one");
        var (id, disk) = await PrepareAsync(Shop);
        var file = Path.Combine(disk.DataFiles, "bookend");
        await File.WriteAllBytesAsync(file, System.Security.Cryptography.RandomNumberGenerator.GetBytes(Extent), Token);
        await ToolRun.MustAsync("sync", [file], null, Token);
        // What is left of the extent holds all of it.
        await ToolRun.MustAsync("fallocate", ["--punch-hole", "--offset", "4096", "--length", $"{Extent - 4096}", file], null, Token);

        Assert.True((await _scratch.Engines.CommitAsync(id, Token)).Accepted);

        Assert.InRange(Assert.Single(await HeadsAsync()).Bytes, Extent, Extent + (4 << 20));
    }

    [Fact]
    public async Task A_head_counts_what_those_before_it_wrote_for_as_long_as_it_is_there()
    {
        Assert.SkipUnless(await IsLimitedAsync(), "this kernel has no simple quotas");
        const int Layer = 8 << 20;
        await _scratch.MakeImageAsync(Token);
        List<long> sizes = [];
        for (var generation = 0; generation < 3; generation++)
        {
            var (id, disk) = await PrepareAsync(Shop);
            await File.WriteAllBytesAsync(Path.Combine(disk.DataFiles, $"layer{generation}"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(Layer), Token);
            Assert.True((await _scratch.Engines.CommitAsync(id, Token)).Accepted);
            await _scratch.Engines.DiscardAsync(id, Token);
            sizes.Add(Assert.Single(await HeadsAsync()).Bytes);
        }

        Assert.All(sizes.Index(), size => Assert.InRange(size.Item, (size.Index + 1) * (long)Layer, ((size.Index + 1) * (long)Layer) + (4 << 20)));
    }

    [Fact]
    public async Task A_head_counts_what_its_engine_cloned_from_its_root_also_when_that_is_gone()
    {
        Assert.SkipUnless(await IsLimitedAsync(), "this kernel has no simple quotas");
        const int Layer = 16 << 20;
        await _scratch.MakeImageAsync(Token);
        var (id, disk) = await PrepareAsync(Shop);
        var big = Path.Combine(disk.RootFiles, "big");
        await File.WriteAllBytesAsync(big, System.Security.Cryptography.RandomNumberGenerator.GetBytes(Layer), Token);
        await ToolRun.MustAsync("cp", ["--reflink=always", big, Path.Combine(disk.DataFiles, "layer")], null, Token);

        Assert.True((await _scratch.Engines.CommitAsync(id, Token)).Accepted);
        Assert.InRange(Assert.Single(await HeadsAsync()).Bytes, Layer, Layer + (4 << 20));
        await _scratch.Engines.DiscardAsync(id, Token);
        await ToolRun.MustAsync("btrfs", ["subvolume", "sync", _scratch.Paths.Volume], null, Token);

        Assert.InRange(Assert.Single(await HeadsAsync()).Bytes, Layer, Layer + (4 << 20));
        var (next, _) = await PrepareAsync(Shop);
        Assert.True((await _scratch.Engines.CommitAsync(next, Token)).Accepted);
        Assert.InRange(Assert.Single(await HeadsAsync()).Bytes, Layer, Layer + (4 << 20));
    }

    [Fact]
    public async Task What_an_engine_left_in_its_root_counts_no_more_when_that_is_gone()
    {
        Assert.SkipUnless(await IsLimitedAsync(), "this kernel has no simple quotas");
        const int Big = 16 << 20;
        await _scratch.MakeImageAsync(Token);
        var (id, disk) = await PrepareAsync(Shop);
        await File.WriteAllBytesAsync(Path.Combine(disk.RootFiles, "big"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(Big), Token);
        await ToolRun.MustAsync("sync", ["--file-system", _scratch.Paths.Volume], null, Token);

        Assert.True((await _scratch.Engines.CommitAsync(id, Token)).Accepted);
        await _scratch.Engines.DiscardAsync(id, Token);
        await ToolRun.MustAsync("btrfs", ["subvolume", "sync", _scratch.Paths.Volume], null, Token);
        await ToolRun.MustAsync("sync", ["--file-system", _scratch.Paths.Volume], null, Token);

        Assert.InRange(Assert.Single(await HeadsAsync()).Bytes, 0, 4 << 20);
    }

    [Fact]
    public async Task A_head_that_is_too_large_is_not_kept_and_leaves_nothing()
    {
        await _scratch.MakeImageAsync(Token);
        _scratch.Settings.LayerCaches.HeadGibibytes = 0;
        using var engines = new BtrfsEngineStorage(_scratch.Settings, TimeProvider.System);
        var (id, disk) = await PrepareAsync(Shop);
        await File.WriteAllTextAsync(Path.Combine(disk.DataFiles, "layer"), new string('x', 1 << 16), Token);

        var commit = await engines.CommitAsync(id, Token);

        Assert.False(commit.Accepted);
        Assert.Contains("layerCaches.headGibibytes", commit.Reason, StringComparison.Ordinal);
        Assert.Empty(await HeadsAsync());
        await engines.DiscardAsync(id, Token);
        Assert.False(Directory.Exists(_scratch.Paths.Engine(id)));
    }

    [Fact]
    public async Task Commits_at_the_same_time_leave_one_whole_head()
    {
        await _scratch.MakeImageAsync(Token);
        var engines = await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            var (id, disk) = await PrepareAsync(Shop);
            await File.WriteAllTextAsync(Path.Combine(disk.DataFiles, "who"), $"{number}", Token);
            return id;
        }));

        var commits = await Task.WhenAll(engines.Select(id => _scratch.Engines.CommitAsync(id, Token)));

        Assert.Contains(commits, commit => commit.Accepted);
        Assert.Single(await HeadsAsync());
        var (_, next) = await PrepareAsync(Shop);
        Assert.True(next.LayerCacheHit);
    }

    [Fact]
    public async Task Purging_a_project_leaves_the_others()
    {
        await _scratch.MakeImageAsync(Token);
        await BuildAsync(Shop, "base", "one");
        await BuildAsync(new LayerCacheKey("blog"), "base", "two");
        using var heads = new LayerCacheHeads(_scratch.Settings, TimeProvider.System);

        var purged = await heads.PurgeAsync("shop", Token);

        Assert.Equal("shop", Assert.Single(purged).Project);
        Assert.Equal("blog", Assert.Single(await HeadsAsync()).Project);
    }

    [Fact]
    public async Task A_head_that_comes_after_a_purge_is_not_taken_for_the_purged_one()
    {
        await _scratch.MakeImageAsync(Token);
        await BuildAsync(Shop, "base", "one");
        using var heads = new LayerCacheHeads(_scratch.Settings, TimeProvider.System);
        var purged = await heads.PurgeAsync("shop", Token);

        await BuildAsync(Shop, "base", "two");

        Assert.NotEqual(Assert.Single(purged).Id, Assert.Single(await HeadsAsync()).Id);
    }

    [Fact]
    public async Task What_nobody_used_for_three_days_is_evicted_and_a_lease_counts_as_use()
    {
        await _scratch.MakeImageAsync(Token);
        await BuildAsync(Shop, "base", "one");
        await BuildAsync(new LayerCacheKey("blog"), "base", "two");
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(2));
        using (var later = new BtrfsEngineStorage(_scratch.Settings, clock))
        {
            await later.PrepareAsync(Request("00000000c0de", Shop), Token);
        }

        clock.Advance(TimeSpan.FromDays(2));
        using var heads = new LayerCacheHeads(_scratch.Settings, clock);
        var evicted = await heads.EvictAsync(Token);

        Assert.Equal("blog", Assert.Single(evicted).Project);
        Assert.Equal("shop", Assert.Single(await HeadsAsync()).Project);
    }

    public void Dispose() => _scratch.Dispose();

    private EngineDiskRequest Request(string id, LayerCacheKey key) => new(id, ScratchStorage.Choice, _scratch.Ids, 1 << 30, key);

    private async Task<bool> IsLimitedAsync()
    {
        using var volume = new BtrfsVolume(_scratch.Paths);
        await volume.EnsureAsync(Token);
        return volume.LimitsDisks;
    }

    private async Task<(string Id, EngineDisk Disk)> PrepareAsync(LayerCacheKey key)
    {
        var id = $"{Interlocked.Increment(ref _engines):x12}";
        return (id, await _scratch.Engines.PrepareAsync(Request(id, key), Token));
    }

    private async Task BuildAsync(LayerCacheKey key, string file, string content)
    {
        var (id, disk) = await PrepareAsync(key);
        await File.WriteAllTextAsync(Path.Combine(disk.DataFiles, file), content, Token);
        var commit = await _scratch.Engines.CommitAsync(id, Token);
        Assert.True(commit.Accepted, commit.Reason);
        await _scratch.Engines.DiscardAsync(id, Token);
    }

    private async Task<IReadOnlyList<LayerCacheHead>> HeadsAsync()
    {
        using var heads = new LayerCacheHeads(_scratch.Settings, TimeProvider.System);
        return await heads.ListAsync(Token);
    }
}
