using System.Diagnostics;
using Slipway.Testing.Folders;

namespace Slipway.Scenarios.Tests.Scenarios;

/// <summary>Runs every folder of scenarios/ through the built program on the real Docker, and sees that nothing is left behind.</summary>
[Trait("needs", "docker")]
public sealed class Every_scenario : IDisposable
{
    private static readonly TimeSpan LongestWork = TimeSpan.FromSeconds(30);
    private readonly string _place = Directory.CreateTempSubdirectory("slipway-scenario-").FullName;

    public static TheoryData<string> Names() =>
        [.. Directory.EnumerateDirectories(Path.Combine(Checkout.Root, "scenarios")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Comes_to_what_it_says(string name)
    {
        var scenario = Scenario.Read(Path.Combine(Checkout.Root, "scenarios", name));
        Assert.SkipUnless(File.Exists(Checkout.Slipway), $"{Checkout.Slipway} is not built: run scripts/build.sh");
        Assert.SkipUnless(File.Exists("/var/run/docker.sock"), "there is no Docker here");
        Assert.SkipWhen(scenario.Needs.Contains("engine") && !Environment.IsPrivilegedProcess, "engines need root");
        var project = await MakeProjectAsync(scenario);
        foreach (var command in scenario.Commands)
        {
            await RunAsync(scenario, command, project);
        }
    }

    public void Dispose()
    {
        // The process behind a release mounts the disks where they are not.
        var patience = Stopwatch.StartNew();
        while (IsAtWork() && patience.Elapsed < LongestWork)
        {
            Thread.Sleep(TimeSpan.FromMilliseconds(20));
        }

        // Where engines were made, their disks are a file system of their own.
        var disks = Path.Combine(_place, "state", "storage");
        if (Directory.Exists(disks))
        {
            using var unmount = Process.Start("umount", [disks]);
            unmount.WaitForExit();
        }

        Directory.Delete(_place, recursive: true);
    }

    /// <summary>Whether any process was given this place as its state folder.</summary>
    private bool IsAtWork() => Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).Any(folder =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "environ")).Contains($"SLIPWAY_STATE={_place}/", StringComparison.Ordinal);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is none of ours.
            return false;
        }
    });

    private async Task RunAsync(Scenario scenario, ExpectedCommand command, string project)
    {
        var settings = Path.Combine(_place, "jobs.json");
        // The images of the scenarios are on this machine alone, and some scenarios are of pull requests.
        await File.WriteAllTextAsync(settings, """{"untrusted": {"localImages": ["slipway/*"]}}""", TestContext.Current.CancellationToken);
        Dictionary<string, string> environment = new() { ["SLIPWAY_STATE"] = Path.Combine(_place, "state"), ["SLIPWAY_JOB_SETTINGS"] = settings };
        foreach (var pair in scenario.Environment)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            environment[pair[..equals]] = pair[(equals + 1)..];
        }

        var (exitCode, output) = await Programs.RunAsync(
            Checkout.Slipway, command.Arguments.Split(' '), project, environment, TestContext.Current.CancellationToken);
        Assert.True(exitCode == command.ExitCode, $"slipway {command.Arguments} ended with {exitCode}, not {command.ExitCode}:\n{output}");
        Assert.All(command.Has, text => Assert.Contains(text, output, StringComparison.Ordinal));
        Assert.All(command.Lacks, text => Assert.DoesNotContain(text, output, StringComparison.Ordinal));
        Assert.All(command.Files, path => Assert.NotEmpty(Directory.GetFiles(Path.Combine(_place, "state", "runs"), Path.GetFileName(path), SearchOption.AllDirectories)));
        if (!command.Keeps)
        {
            await AssertNothingIsLeftAsync();
        }
    }

    private async Task AssertNothingIsLeftAsync()
    {
        var runs = Path.Combine(_place, "state", "runs");
        foreach (var owner in Directory.Exists(runs) ? Directory.EnumerateFiles(runs, "owner", SearchOption.AllDirectories) : [])
        {
            var process = await File.ReadAllTextAsync(owner, TestContext.Current.CancellationToken);
            var filter = $"label=slipway.owner={process}";
            var (_, containers) = await DockerAsync("ps", "-aq", "--filter", filter);
            var (_, networks) = await DockerAsync("network", "ls", "-q", "--filter", filter);
            Assert.Equal("", containers + networks);
            Assert.Empty(JobLinks.Of(process));
        }
    }

    private async Task<string> MakeProjectAsync(Scenario scenario)
    {
        var project = Path.Combine(_place, "project");
        Directory.CreateDirectory(Path.Combine(project, ".circleci"));
        foreach (var file in Directory.EnumerateFiles(scenario.Folder, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(scenario.Folder, file);
            var target = Path.Combine(project, relative == "config.yml" ? ".circleci/config.yml" : relative);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        await GitAsync(project, "init", "-q", "-b", "main");
        await GitAsync(project, "add", "-A", "--", ".", ":!.slipway");
        await GitAsync(project, "-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-qm", "A project");
        return project;
    }

    private static Task<(int, string)> GitAsync(string folder, params string[] arguments) =>
        Programs.RunAsync("git", arguments, folder, [], TestContext.Current.CancellationToken);

    private Task<(int ExitCode, string Output)> DockerAsync(params string[] arguments) =>
        Programs.RunAsync("docker", arguments, _place, [], TestContext.Current.CancellationToken);
}
