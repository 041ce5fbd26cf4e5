using System.Diagnostics;
using Slipway.Testing.Folders;

namespace Slipway.Scenarios.Tests.Scenarios;

/// <summary>This machine's own storage of engines at the place of a test, so that its images are not made anew there.</summary>
internal static class MachineStorage
{
    private static readonly TimeSpan LongestWork = TimeSpan.FromSeconds(60);

    /// <summary>Shows the storage in a place's state folder. The machine image is made where it is not there yet, which takes minutes.</summary>
    public static async Task LendAsync(string place, CancellationToken cancellationToken)
    {
        var state = Environment.GetEnvironmentVariable("SLIPWAY_STATE") is { Length: > 0 } given ? given : "/var/lib/slipway";
        var (exitCode, output) = await Programs.RunAsync(Checkout.Slipway, ["image", "build", "machine"], place, [new("SLIPWAY_STATE", state)], cancellationToken);
        Assert.True(exitCode == 0, output);
        var disks = Directory.CreateDirectory(Path.Combine(place, "state", "storage")).FullName;
        (exitCode, output) = await Programs.RunAsync("mount", ["--bind", Path.Combine(state, "storage"), disks], place, [], cancellationToken);
        Assert.True(exitCode == 0, output);
    }

    /// <summary>Waits for what still works with the disks of a place, and takes them away.</summary>
    public static void TakeBack(string place)
    {
        // The process behind a release mounts the disks where they are not.
        var patience = Stopwatch.StartNew();
        while (IsAtWork(place) && patience.Elapsed < LongestWork)
        {
            Thread.Sleep(TimeSpan.FromMilliseconds(20));
        }

        // Where engines were made, their disks are a file system of their own.
        var disks = Path.Combine(place, "state", "storage");
        if (Directory.Exists(disks))
        {
            using var unmount = Process.Start("umount", [disks]);
            unmount.WaitForExit();
        }
    }

    /// <summary>Whether any process was given this place as its state folder.</summary>
    private static bool IsAtWork(string place) => Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).Any(folder =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "environ")).Contains($"SLIPWAY_STATE={place}/", StringComparison.Ordinal);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is none of ours.
            return false;
        }
    });
}
