using System.Diagnostics;
using Slipway.Testing.Folders;

namespace Slipway.Scenarios.Tests.Scenarios;

/// <summary>Runs every folder of scenarios/ through the built program on the real Docker, and sees that nothing is left behind.</summary>
[Trait("needs", "docker")]
public sealed class Every_scenario : IDisposable
{
    private static readonly TimeSpan LongestWork = TimeSpan.FromSeconds(30);
    private ScenarioPlace? _place;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names() => [.. Scenario.ReadAll().Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Comes_to_what_it_says(string name)
    {
        var scenario = Scenario.Read(name);
        Assert.SkipUnless(File.Exists(Checkout.Slipway), $"{Checkout.Slipway} is not built: run scripts/build.sh");
        Assert.SkipUnless(File.Exists("/var/run/docker.sock"), "there is no Docker here");
        Assert.SkipWhen(scenario.Needs.Contains("engine") && !Environment.IsPrivilegedProcess, "engines need root");
        _place = new ScenarioPlace(scenario, Checkout.Slipway);
        await _place.MakeProjectAsync(Token);
        foreach (var command in scenario.Commands)
        {
            await _place.RunAsync(command, Token);
            if (!command.Keeps)
            {
                await AssertNothingIsLeftAsync(_place.Runs);
            }
        }
    }

    public void Dispose()
    {
        if (_place is null)
        {
            return;
        }

        // The process behind a release mounts the disks where they are not.
        var patience = Stopwatch.StartNew();
        while (IsAtWork(_place.Folder) && patience.Elapsed < LongestWork)
        {
            Thread.Sleep(TimeSpan.FromMilliseconds(20));
        }

        // Where engines were made, their disks are a file system of their own.
        var disks = Path.Combine(_place.Folder, "state", "storage");
        if (Directory.Exists(disks))
        {
            using var unmount = Process.Start("umount", [disks]);
            unmount.WaitForExit();
        }

        _place.Dispose();
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

    private static async Task AssertNothingIsLeftAsync(string runs)
    {
        foreach (var owner in Directory.Exists(runs) ? Directory.EnumerateFiles(runs, "owner", SearchOption.AllDirectories) : [])
        {
            var process = await File.ReadAllTextAsync(owner, Token);
            var filter = $"label=slipway.owner={process}";
            var (_, containers) = await DockerAsync("ps", "-aq", "--filter", filter);
            var (_, networks) = await DockerAsync("network", "ls", "-q", "--filter", filter);
            Assert.Equal("", containers + networks);
            Assert.Empty(JobLinks.Of(process));
        }
    }

    private static Task<(int ExitCode, string Output)> DockerAsync(params string[] arguments) =>
        Programs.RunAsync("docker", arguments, Checkout.Root, [], Token);
}
