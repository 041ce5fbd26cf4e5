using System.Formats.Tar;
using Slipway.Execution.Blobs;
using Slipway.Execution.Bounds;
using Slipway.Execution.Caches;
using Slipway.Execution.Failures;
using Slipway.Execution.Tests.Runs;
using Slipway.Execution.Workspaces;
using Slipway.Model.Assignments;
using ZstdSharp;

namespace Slipway.Execution.Tests.Bounds;

/// <summary>Caches and workspaces: what is more than they may hold is not there afterwards.</summary>
public sealed class Archives_over_their_bound : IDisposable
{
    private readonly BareRun _run = new();
    private readonly DiskReserve _disk = new("/", new StorageLimits(), _ => new DiskSpace(1L << 40, 1L << 40));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Are_refused_at_the_first_byte_too_many_and_leave_nothing()
    {
        var blobs = new FolderBlobStore(_run.State.Blobs, TimeProvider.System);
        var refusal = new JobFailedException("too large");
        async Task WriteAsync(Stream target, int bytes)
        {
            var writer = new BoundedWriter(target, 100, _disk, () => refusal);
            for (var written = 0; written < bytes; written += 10)
            {
                await writer.WriteAsync(new byte[10], Token);
            }
        }

        Assert.Equal(100, (await blobs.PutAsync(target => WriteAsync(target, 100), Token)).Bytes);
        Assert.Same(refusal, await Assert.ThrowsAsync<JobFailedException>(() => blobs.PutAsync(target => WriteAsync(target, 110), Token)));
        Assert.Single(Directory.GetFiles(_run.State.Blobs, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Make_room_for_each_other_in_the_order_of_their_last_use()
    {
        var caches = new CacheIndex(_run.State.Caches("project"), TimeProvider.System);
        foreach (var (key, hours) in (IEnumerable<(string, int)>)[("old", -3), ("older", -4), ("oldest", -5)])
        {
            Assert.True(caches.TryAdd(new CacheEntry(key, new Blob("00", 10), [], 1, Now.AddHours(hours), Now.AddDays(1))));
        }

        caches.Use(caches.Find("oldest")!);
        Assert.Equal(["older"], caches.Evict(25));

        Assert.Equal(["old", "oldest"], caches.List().Select(entry => entry.Key).Order());
    }

    [Fact]
    public async Task That_are_small_and_unpack_to_much_are_not_read_to_their_end()
    {
        var blobs = new FolderBlobStore(_run.State.Blobs, TimeProvider.System);
        var bomb = await blobs.PutAsync(PackZerosAsync, Token);
        Assert.InRange(bomb.Bytes, 1, 100_000);
        WorkspaceLayer[] layers = [Layer("a", 0) with { Content = bomb }, Layer("b", 0) with { Content = bomb }];

        var refused = await Assert.ThrowsAsync<JobFailedException>(() => LayerConflict.FindAsync(layers, (one, other) => one != other, blobs, new StorageLimits { Unpacked = 1 << 20 }, Token));

        Assert.StartsWith("The workspace layer of a holds more than 1 MiB (limits.unpacked in ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("persisted the same file", await LayerConflict.FindAsync(layers, (one, other) => one != other, blobs, new StorageLimits(), Token), StringComparison.Ordinal);
    }

    public void Dispose() => _run.Dispose();

    private static async Task PackZerosAsync(Stream target)
    {
        await using var packed = new CompressionStream(target, leaveOpen: true);
        await using var tar = new TarWriter(packed);
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "zeros") { DataStream = new MemoryStream(new byte[8 << 20]) }, Token);
    }

    private static WorkspaceLayer Layer(string job, long bytes) => new("main", job, 0, new Blob("00", bytes), DateTimeOffset.UnixEpoch);
}
