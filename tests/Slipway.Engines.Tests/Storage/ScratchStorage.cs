using System.Diagnostics;
using Slipway.Engines.Btrfs;
using Slipway.Engines.Identity;
using Slipway.Engines.Images;
using Slipway.Engines.Settings;
using Slipway.Engines.Storage;

namespace Slipway.Engines.Tests.Storage;

/// <summary>A storage of its own in a temporary folder, with a tiny engine image, gone with the test.</summary>
public sealed class ScratchStorage : IDisposable
{
    public const string Image = "28.0.0";

    public static EngineImageChoice Choice { get; } = new(Image, Image, null);

    public ScratchStorage(TimeProvider? clock = null)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        Assert.SkipUnless(File.ReadAllText("/proc/filesystems").Contains("btrfs", StringComparison.Ordinal), "needs btrfs");
        var folder = Directory.CreateTempSubdirectory("slipway-storage-").FullName;
        Settings = new EngineSettings { Instance = "test", StateFolder = folder, RunFolder = Path.Combine(folder, "run") };
        Paths = new StoragePaths(Settings);
        Clock = clock ?? TimeProvider.System;
        Engines = new BtrfsEngineStorage(Settings, Clock);
        Ids = UserNamespace.Create([new(0, 2_000_000, 65_536)]);
    }

    public EngineSettings Settings { get; }

    public BtrfsEngineStorage Engines { get; }

    /// <summary>The ids of engines here.</summary>
    public UserNamespace Ids { get; }

    internal StoragePaths Paths { get; }

    private TimeProvider Clock { get; }

    /// <summary>Mounts the storage and puts an image with one file in it.</summary>
    public Task MakeImageAsync(CancellationToken cancellationToken) => MakeImageAsync(_ => { }, cancellationToken);

    /// <summary>Mounts the storage and puts an image in it.</summary>
    /// <param name="fill">Gets the image's root folder.</param>
    /// <param name="cancellationToken">Covers the making.</param>
    public async Task MakeImageAsync(Action<string> fill, CancellationToken cancellationToken)
    {
        using var volume = new BtrfsVolume(Paths);
        await volume.EnsureAsync(cancellationToken);
        var folder = Path.Combine(Paths.Images, Image);
        Directory.CreateDirectory(folder);
        var root = Path.Combine(folder, "root");
        BtrfsSubvolume.Create(root);
        await File.WriteAllTextAsync(Path.Combine(root, "hostname"), "image\n", cancellationToken);
        fill(root);
        BtrfsSubvolume.SetReadOnly(root, readOnly: true);
    }

    public void Dispose()
    {
        Engines.Dispose();
        Ids.Dispose();
        foreach (var engine in Directory.Exists(Paths.Mounts) ? Directory.GetDirectories(Paths.Mounts) : [])
        {
            Engines.Unmount(Path.GetFileName(engine));
        }

        using var process = Process.Start("umount", ["--lazy", Paths.Volume]);
        process.WaitForExit();
        Directory.Delete(Settings.StateFolder, recursive: true);
    }
}
