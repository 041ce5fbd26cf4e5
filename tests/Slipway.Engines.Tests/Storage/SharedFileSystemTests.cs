using Slipway.Engines.Btrfs;
using Slipway.Engines.Identity;
using Slipway.Engines.Settings;
using Slipway.Engines.Storage;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Tests.Storage;

/// <summary>A state folder on a btrfs that is the machine's own.</summary>
[Trait("needs", "root")]
public sealed class SharedFileSystemTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("slipway-shared-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Mounted => Path.Combine(_folder.FullName, "mounted folder");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        Assert.SkipUnless((await File.ReadAllTextAsync("/proc/filesystems", Token)).Contains("btrfs", StringComparison.Ordinal), "needs btrfs");
        var file = Path.Combine(_folder.FullName, "disk");
        await using (var disk = File.Create(file))
        {
            disk.SetLength(1L << 30);
        }
        Directory.CreateDirectory(Mounted);
        await ToolRun.MustAsync("mkfs.btrfs", ["-q", file], null, Token);
        await ToolRun.MustAsync("mount", ["-o", "loop", file, Mounted], null, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await ToolRun.RunAsync("umount", [Mounted], null, CancellationToken.None);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Quotas_are_turned_on_only_where_the_settings_say_so_and_then_stay()
    {
        Assert.False(await LimitsAsync(enableQuotas: false));
        Assert.False(new BtrfsQuota(Mounted).IsOn());

        var enabled = await LimitsAsync(enableQuotas: true);
        Assert.SkipUnless(enabled, "This kernel has no simple quotas.");

        Assert.True(new BtrfsQuota(Mounted).IsOn());
        Assert.True(await LimitsAsync(enableQuotas: false));
    }

    [Fact]
    public async Task The_device_under_a_mount_is_found_through_links()
    {
        var link = Path.Combine(_folder.FullName, "link");
        File.CreateSymbolicLink(link, Mounted);
        Assert.StartsWith("/dev/loop", LoopDevice.Under(link), StringComparison.Ordinal);
        Assert.Null(LoopDevice.Under(_folder.FullName));
    }

    [Fact]
    public async Task An_engine_whose_disk_has_no_limit_says_so()
    {
        var paths = new StoragePaths(Settings(enableQuotas: false));
        using (var volume = new BtrfsVolume(paths))
        {
            await volume.EnsureAsync(Token);
        }
        Directory.CreateDirectory(Path.Combine(paths.Images, ScratchStorage.Image));
        BtrfsSubvolume.Create(Path.Combine(paths.Images, ScratchStorage.Image, "root"));
        using var storage = new BtrfsEngineStorage(paths.Settings, TimeProvider.System);
        using var ids = UserNamespace.Create([new(0, 2_000_000, 65_536)]);

        var disk = await storage.PrepareAsync(new EngineDiskRequest("0000000000a1", ScratchStorage.Choice, ids, 1 << 30, null), Token);
        await storage.DiscardAsync("0000000000a1", Token);

        Assert.Equal(["The disk of this engine cannot be limited: its storage is on the machine's own btrfs, where enableQuotas in /etc/slipway/engines.json turns limits on."], disk.Warnings);
    }

    private EngineSettings Settings(bool enableQuotas) =>
        new() { Instance = "test", StateFolder = Mounted, RunFolder = Path.Combine(_folder.FullName, "run"), EnableQuotas = enableQuotas };

    private async Task<bool> LimitsAsync(bool enableQuotas)
    {
        using var volume = new BtrfsVolume(new StoragePaths(Settings(enableQuotas)));
        await volume.EnsureAsync(Token);
        return volume.LimitsDisks;
    }
}
