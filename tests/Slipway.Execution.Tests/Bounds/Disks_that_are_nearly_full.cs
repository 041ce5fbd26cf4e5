using Slipway.Execution.Bounds;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Tests.Bounds;

public sealed class Disks_that_are_nearly_full
{
    private const long Gibibyte = 1L << 30;

    [Theory]
    [InlineData(null, 100 * Gibibyte, Gibibyte)]
    [InlineData(null, 10 * Gibibyte, Gibibyte / 2)]
    [InlineData(3 * Gibibyte, 10 * Gibibyte, 3 * Gibibyte)]
    public void Keep_a_reserve(long? setting, long size, long reserve)
    {
        Of(setting, reserve + 10, size).Require(10);
        Assert.Throws<IOException>(() => Of(setting, reserve + 10, size).Require(11));
    }

    [Fact]
    public void Are_told_of_when_a_run_starts()
    {
        Assert.Null(Of(1000, 2000, Gibibyte).FindShortage());
        Assert.StartsWith("only 2 KiB are free on the disk under /state: jobs leave 1 KiB (limits.freeSpace in", Of(1024, 2047, Gibibyte).FindShortage(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_nothing_more_of_what_a_job_sends()
    {
        var free = 100L << 20;
        using var target = new MemoryStream();
        var writer = new BoundedWriter(target, long.MaxValue, new DiskReserve("/state", new StorageLimits { FreeSpace = 1 << 20 }, _ => new DiskSpace(free, 1L << 40)), () => new InvalidOperationException());
        await writer.WriteAsync(new byte[1 << 20], TestContext.Current.CancellationToken);
        free = 1 << 20;
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (true)
            {
                await writer.WriteAsync(new byte[1 << 16], TestContext.Current.CancellationToken);
            }
        });
        Assert.InRange(target.Length, 1 << 20, 2 << 20);
    }

    [Fact]
    public async Task Are_asked_before_the_reserve_is_touched_however_small_it_is()
    {
        var free = 8L << 20;
        const int Reserve = 1000;
        var writer = new BoundedWriter(Stream.Null, long.MaxValue, new DiskReserve("/state", new StorageLimits { FreeSpace = Reserve }, _ => new DiskSpace(free, 8 << 20)), () => new InvalidOperationException());
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (true)
            {
                await writer.WriteAsync(new byte[1 << 16], TestContext.Current.CancellationToken);
                free -= 1 << 16;
            }
        });
        Assert.InRange(free, Reserve, 3 << 20);
    }

    [Theory]
    [InlineData(1_000_000, 50_000)]
    [InlineData(100_000_000, 100_000)]
    public void Keep_files_free_too(long files, long reserve)
    {
        WithFiles(reserve + 1, files).Require(1);
        Assert.Contains("has room for ", Assert.Throws<IOException>(() => WithFiles(reserve, files).Require(1)).Message, StringComparison.Ordinal);
        Assert.Null(WithFiles(2 * reserve, files).FindShortage());
        Assert.StartsWith("the disk under /state has room for ", WithFiles((2 * reserve) - 1, files).FindShortage(), StringComparison.Ordinal);

        static DiskReserve WithFiles(long free, long all) => new("/state", new StorageLimits(), _ => new DiskSpace(1L << 40, 1L << 40) { FreeFiles = free, Files = all });
    }

    [Fact]
    public void Are_measured()
    {
        var space = DiskSpace.Of(Path.GetTempPath());
        Assert.InRange(space.Free, 1, space.Size);
        Assert.True(space.FreeFiles is null || space.FreeFiles <= space.Files);
    }

    private static DiskReserve Of(long? reserve, long free, long size) => new("/state", new StorageLimits { FreeSpace = reserve }, _ => new DiskSpace(free, size));
}
