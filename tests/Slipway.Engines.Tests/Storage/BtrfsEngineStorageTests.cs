using Slipway.Engines.Btrfs;
using Slipway.Engines.Storage;
using Slipway.Linux.Failures;
using Slipway.Linux.Files;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Tests.Storage;

[Trait("needs", "root")]
public sealed class BtrfsEngineStorageTests : IDisposable
{
    private const string Engine = "0000000000a1";
    private readonly ScratchStorage _scratch = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_engine_sees_the_image_and_its_empty_data_root_under_its_own_ids()
    {
        await _scratch.MakeImageAsync(Token);

        var disk = await PrepareAsync(Engine);

        Assert.Equal("image\n", await File.ReadAllTextAsync(Path.Combine(disk.Root, "hostname"), Token));
        Assert.Equal(2_000_000, await OwnerAsync(Path.Combine(disk.Root, "hostname")));
        Assert.Equal(0, await OwnerAsync(Path.Combine(disk.RootFiles, "hostname")));
        Assert.Equal(2_000_000, await OwnerAsync(disk.Data));
        Assert.Empty(Directory.GetFileSystemEntries(disk.Data));
        Assert.False(disk.LayerCacheHit);
    }

    [Fact]
    public async Task Looking_and_removing_make_no_storage()
    {
        await _scratch.Engines.DiscardAsync(Engine, Token);
        await _scratch.Engines.SweepAsync(Token);

        Assert.Empty(await _scratch.Engines.ListAsync(Token));
        Assert.Empty(Directory.GetFileSystemEntries(_scratch.Settings.StateFolder));
    }

    [Fact]
    public async Task Discarding_leaves_neither_mount_nor_subvolume_nor_folder_nor_quota_group()
    {
        await _scratch.MakeImageAsync(Token);
        var disk = await PrepareAsync(Engine);
        BtrfsSubvolume.Create(Path.Combine(disk.DataFiles, "inner"));
        BtrfsSubvolume.Create(Path.Combine(disk.DataFiles, "inner", "innermost"));

        await _scratch.Engines.DiscardAsync(Engine, Token);

        Assert.DoesNotContain(_scratch.Paths.Mounts, await File.ReadAllTextAsync("/proc/self/mounts", Token), StringComparison.Ordinal);
        Assert.Empty(await _scratch.Engines.ListAsync(Token));
        Assert.False(Directory.Exists(_scratch.Paths.Engine(Engine)));
        Assert.False(File.Exists(QuotaGroup(Engine)));
        using var volume = FileSystem.OpenFolder(_scratch.Paths.Volume);
        Assert.Single(BtrfsRootTree.Children(volume, 5));
    }

    [Fact]
    public async Task Discarding_an_unknown_engine_is_harmless() => await _scratch.Engines.DiscardAsync("00000000beef", Token);

    [Fact]
    public async Task An_engine_cannot_write_more_than_its_limit_not_even_in_a_subvolume_or_snapshot_made_inside()
    {
        await _scratch.MakeImageAsync(Token);
        var disk = await PrepareAsync(Engine, 32 << 20);
        Assert.SkipUnless(File.Exists(QuotaGroup(Engine)), "this kernel has no simple quotas");
        BtrfsSubvolume.Create(Path.Combine(disk.DataFiles, "inner"));
        BtrfsSubvolume.Snapshot(disk.DataFiles, Path.Combine(disk.DataFiles, "copy"));

        long written = 0;
        foreach (var folder in (string[])[disk.DataFiles, Path.Combine(disk.DataFiles, "inner"), Path.Combine(disk.DataFiles, "copy"), disk.RootFiles])
        {
            written += Fill(Path.Combine(folder, "filler"), 64 << 20);
        }

        Assert.InRange(written, 1 << 20, 32 << 20);
    }

    [Fact]
    public async Task A_limit_can_be_raised_while_the_engine_runs()
    {
        await _scratch.MakeImageAsync(Token);
        var disk = await PrepareAsync(Engine, 16 << 20);
        Assert.SkipUnless(File.Exists(QuotaGroup(Engine)), "this kernel has no simple quotas");
        Assert.InRange(Fill(Path.Combine(disk.DataFiles, "first"), 32 << 20), 0, 16 << 20);

        await _scratch.Engines.LimitAsync(Engine, 128 << 20, Token);

        Assert.Equal(32 << 20, Fill(Path.Combine(disk.DataFiles, "second"), 32 << 20));
    }

    [Fact]
    public async Task A_missing_image_is_named_and_leaves_nothing()
    {
        var failure = await Assert.ThrowsAsync<InfrastructureException>(() => PrepareAsync(Engine));

        Assert.Contains("engine image '28.0.0'", failure.Message, StringComparison.Ordinal);
        Assert.Empty(await _scratch.Engines.ListAsync(Token));
    }

    [Fact]
    public async Task The_storage_is_closed_to_everybody_but_root()
    {
        await _scratch.MakeImageAsync(Token);

        var mode = File.GetUnixFileMode(_scratch.Paths.Volume);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, mode);
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_storage_that_a_newer_kernel_made_is_told_as_that()
    {
        await _scratch.MakeImageAsync(Token);
        await ToolRun.MustAsync("umount", [_scratch.Paths.Volume], null, Token);
        await using (var file = File.OpenWrite(_scratch.Paths.VolumeFile))
        {
            // The last of the features' 64 bits, in the first superblock.
            file.Position = 0x100bc + 7;
            file.WriteByte(0x80);
        }

        var failure = await Assert.ThrowsAsync<InfrastructureException>(() => _scratch.Engines.OpenAsync(Token));

        Assert.StartsWith($"A newer kernel than this one made the storage {_scratch.Paths.VolumeFile}, with feature 63.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_mounted_for_a_look_is_what_was_there()
    {
        await _scratch.Engines.OpenAsync(Token);
        Assert.Empty(Directory.GetFileSystemEntries(_scratch.Settings.StateFolder));
        await _scratch.MakeImageAsync(Token);
        await ToolRun.MustAsync("umount", [_scratch.Paths.Volume], null, Token);

        await _scratch.Engines.OpenAsync(Token);

        Assert.True(Directory.Exists(Path.Combine(_scratch.Paths.Images, ScratchStorage.Image)));
    }

    private Task<EngineDisk> PrepareAsync(string id, long diskBytes = 1 << 30) =>
        _scratch.Engines.PrepareAsync(new EngineDiskRequest(id, ScratchStorage.Choice, _scratch.Ids, diskBytes, null), Token);

    private string QuotaGroup(string id)
    {
        using var volume = FileSystem.OpenFolder(_scratch.Paths.Volume);
        var group = BtrfsQuota.GroupOf(id);
        return Path.Combine(FileSystemFolder(), "qgroups", $"{group >> 48}_{group & 0xffffffffffff}", "referenced");
    }

    private string FileSystemFolder() => Directory.GetDirectories("/sys/fs/btrfs")
        .Single(folder => Directory.Exists(Path.Combine(folder, "devices")) && Directory.GetDirectories(Path.Combine(folder, "devices"))
            .Any(device => File.Exists(Path.Combine(device, "loop", "backing_file"))
                && File.ReadAllText(Path.Combine(device, "loop", "backing_file")).Trim() == _scratch.Paths.VolumeFile));

    private static long Fill(string path, long bytes)
    {
        var block = new byte[1 << 20];
        Random.Shared.NextBytes(block);
        var written = 0L;
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
            while (written < bytes)
            {
                file.Write(block);
                file.Flush(flushToDisk: true);
                written += block.Length;
            }
        }
        catch (IOException)
        {
            return written;
        }

        return written;
    }

    private static async Task<int> OwnerAsync(string path) =>
        int.Parse(await ToolRun.MustAsync("stat", ["--format=%u", path], null, Token), System.Globalization.CultureInfo.InvariantCulture);
}
