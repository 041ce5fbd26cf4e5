using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Slipway.Engines.Btrfs;
using Slipway.Engines.Hosting;
using Slipway.Engines.Images;
using Slipway.Engines.Leases;
using Slipway.Engines.Settings;
using Slipway.Engines.Tests.Storage;
using Slipway.Linux.Failures;
using Slipway.Linux.Locks;

namespace Slipway.Engines.Tests.Hosting;

/// <summary>What a machine can lack or do wrong: the message names it and the way out, and nothing is left.</summary>
[Trait("needs", "root")]
[Collection(nameof(FaultTests))]
public sealed class FaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_missing_runtime_is_named_with_what_says_how_to_install_it()
    {
        using var scratch = await ScratchAsync(root => Script(root, "bin/sh", ""));

        var failure = await LeaseFailsAsync(scratch.Settings with { Runtime = "slipway-no-runtime" });

        Assert.Equal("slipway-no-runtime is not installed, or cannot be started; `slipway doctor` names the command that installs it.", failure);
        Assert.False(Directory.Exists(scratch.Settings.RunFolder));
    }

    [Fact]
    public async Task An_image_whose_programs_end_at_once_is_said_not_to_start()
    {
        using var scratch = await ScratchAsync(BusyBox);

        var failure = await LeaseFailsAsync(scratch.Settings);

        Assert.True(failure.StartsWith($"The engine image {ScratchStorage.Image} does not start.", StringComparison.Ordinal), failure);
        Assert.False(Directory.Exists(scratch.Settings.RunFolder));
    }

    [Fact]
    public async Task A_start_that_takes_too_long_is_tried_once_more()
    {
        using var scratch = await ScratchAsync(root =>
        {
            BusyBox(root);
            Script(root, "bin/tini", "exec /bin/busybox sleep 600");
        });
        var reports = new List<string>();

        var failure = await LeaseFailsAsync(scratch.Settings with { StartTimeoutSeconds = 1 }, reports);

        // The second one gets twice as long.
        Assert.True(failure.Contains("did not answer within 2 s", StringComparison.Ordinal), failure);
        Assert.Single(reports, "The engine took too long to start; another is made.");
        Assert.False(Directory.Exists(scratch.Settings.RunFolder));
    }

    [Fact]
    public async Task A_disk_without_room_for_the_storage_is_said_to_be_too_small()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        var folder = Directory.CreateTempSubdirectory("slipway-small-").FullName;
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder);
        try
        {
            using var images = new EngineImages(new EngineSettings { StateFolder = folder }, TimeProvider.System);
            var failure = await Assert.ThrowsAsync<InfrastructureException>(() => images.ListAsync(Token));
            Assert.Equal($"{folder} has too little free space for engines: at least 6 GiB are needed. Free some, or set another state folder.", failure.Message);
        }
        finally
        {
            await RunAsync("umount", folder);
            Directory.Delete(folder);
        }
    }

    [Fact]
    public async Task A_second_daemon_is_refused_and_a_killed_ones_socket_is_replaced()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-socket-").FullName;
        var path = Path.Combine(folder, "host.sock");
        using (var stale = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            stale.Bind(new UnixDomainSocketEndPoint(path + ".killed"));
            File.Move(path + ".killed", path);
        }
        Assert.True(File.Exists(path));

        using (await HostSocket.ListenAsync(path, _ => { }, Token))
        {
            var failure = await Assert.ThrowsAsync<InfrastructureException>(() => HostSocket.ListenAsync(path, _ => { }, Token));
            Assert.Contains("`slipway host` runs already", failure.Message, StringComparison.Ordinal);
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_killed_daemons_socket_goes_with_the_reaping_and_a_living_ones_stays()
    {
        await using var bench = new EngineBench("slipway-stale");
        var names = new InstanceNames(bench.Settings);
        Directory.CreateDirectory(names.LocksFolder);
        Directory.CreateDirectory(Path.GetDirectoryName(names.HostSocket)!);
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(names.HostSocket + ".killed"));
            File.Move(names.HostSocket + ".killed", names.HostSocket);
        }

        using (FileLock.TryTake(names.HostLock))
        {
            await bench.Host.ReapAsync(Token);
            Assert.True(File.Exists(names.HostSocket));
        }

        await bench.Host.ReapAsync(Token);
        Assert.False(Directory.Exists(bench.Settings.RunFolder));
    }

    [Fact]
    public async Task What_a_killed_making_of_an_image_left_is_swept_away()
    {
        using var scratch = await ScratchAsync(_ => { });
        var draft = Path.Combine(scratch.Paths.Images, ".new-trixie");
        Directory.CreateDirectory(draft);
        BtrfsSubvolume.Create(Path.Combine(draft, "root"));

        await scratch.Engines.SweepAsync(Token);

        Assert.False(Directory.Exists(draft));
        Assert.True(Directory.Exists(Path.Combine(scratch.Paths.Images, ScratchStorage.Image)));
    }

    private static async Task<ScratchStorage> ScratchAsync(Action<string> fill)
    {
        var scratch = new ScratchStorage();
        // The runtime walks to the engine's disk as the engine's root, who is nobody here.
        File.SetUnixFileMode(scratch.Settings.StateFolder, (UnixFileMode)0b111_101_101);
        await scratch.MakeImageAsync(fill, Token);
        var manifest = new EngineImageManifest { Version = ScratchStorage.Image, Source = "test", BuiltAt = TimeProvider.System.GetUtcNow(), HasSsh = false, Packages = new Dictionary<string, string>() };
        await File.WriteAllTextAsync(Path.Combine(scratch.Paths.Images, ScratchStorage.Image, "manifest.json"), JsonSerializer.Serialize(manifest, EngineImageJson.Default.EngineImageManifest), Token);
        return scratch;
    }

    private static async Task<string> LeaseFailsAsync(EngineSettings settings, List<string>? reports = null)
    {
        await using var host = EngineHosts.OpenLocal(settings, TimeProvider.System, (reports ?? []).Add);
        var failure = await Assert.ThrowsAnyAsync<InfrastructureException>(() => host.LeaseRecordAsync(new EngineRequest { Version = ScratchStorage.Image, OwnerProcess = Environment.ProcessId }, Token));
        Assert.Empty(await host.ListAsync(Token));
        return failure.Message;
    }

    private static void BusyBox(string root)
    {
        Assert.SkipUnless(File.Exists("/bin/busybox"), "The test image is made from busybox-static.");
        Directory.CreateDirectory(Path.Combine(root, "bin"));
        File.Copy("/bin/busybox", Path.Combine(root, "bin/busybox"));
        File.Copy("/bin/busybox", Path.Combine(root, "bin/sh"));
    }

    private static void Script(string root, string path, string line)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, path))!);
        File.WriteAllText(Path.Combine(root, path), $"#!/bin/sh\n{line}\n");
        File.SetUnixFileMode(Path.Combine(root, path), (UnixFileMode)0b111_101_101);
    }

    private static async Task RunAsync(string tool, params string[] arguments)
    {
        using var process = Process.Start(tool, arguments);
        await process.WaitForExitAsync(Token);
        Assert.Equal(0, process.ExitCode);
    }
}
