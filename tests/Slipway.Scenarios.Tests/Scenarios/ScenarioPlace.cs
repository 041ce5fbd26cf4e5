using System.Text.RegularExpressions;
using Slipway.Testing.Folders;

namespace Slipway.Scenarios.Tests.Scenarios;

/// <summary>A scenario's project and a state folder of its own, in which a program runs its commands and must do what they say.</summary>
/// <param name="program">The command slipway, or a program that is it on another machine.</param>
internal sealed partial class ScenarioPlace(Scenario scenario, string program) : IDisposable
{
    /// <summary>True: the jobs are machines, instead of containers.</summary>
    public bool InMachines { get; init; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("slipway-scenario-").FullName;

    public string Runs => Path.Combine(Folder, "state", "runs");

    private string Project => Path.Combine(Folder, "project");

    /// <summary>The files of the scenario as one commit.</summary>
    public async Task MakeProjectAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(Project, ".circleci"));
        foreach (var file in Directory.EnumerateFiles(scenario.Folder, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(scenario.Folder, file);
            var target = Path.Combine(Project, relative == "config.yml" ? ".circleci/config.yml" : relative);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        if (InMachines)
        {
            var config = Path.Combine(Project, ".circleci", "config.yml");
            await File.WriteAllTextAsync(config, WithMachines(await File.ReadAllTextAsync(config, cancellationToken)), cancellationToken);
        }

        await GitAsync(["init", "-q", "-b", "main"], cancellationToken);
        await GitAsync(["add", "-A", "--", ".", ":!.slipway"], cancellationToken);
        await GitAsync(["-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-qm", "A project"], cancellationToken);
    }

    /// <summary>Runs a command and holds its end against what the scenario says of it.</summary>
    public async Task RunAsync(ExpectedCommand command, CancellationToken cancellationToken)
    {
        var settings = Path.Combine(Folder, "jobs.json");
        // The images of the scenarios are on this machine alone, and some scenarios are of pull requests.
        await File.WriteAllTextAsync(settings, """{"untrusted": {"localImages": ["slipway/*"]}}""", cancellationToken);
        Dictionary<string, string> environment = new() { ["SLIPWAY_STATE"] = Path.Combine(Folder, "state"), ["SLIPWAY_JOB_SETTINGS"] = settings, ["SLIPWAY_AGENT"] = Checkout.Agent };
        foreach (var pair in scenario.Environment)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            environment[pair[..equals]] = pair[(equals + 1)..];
        }

        var (exitCode, output) = await Programs.RunAsync(program, command.Arguments.Split(' '), Project, environment, cancellationToken);
        Assert.True(exitCode == command.ExitCode, $"slipway {command.Arguments} ended with {exitCode}, not {command.ExitCode}:\n{output}");
        Assert.All(command.Has, text => Assert.Contains(text, output, StringComparison.Ordinal));
        Assert.All(command.Lacks, text => Assert.DoesNotContain(text, output, StringComparison.Ordinal));
        Assert.All(command.Files, path => Assert.NotEmpty(Directory.GetFiles(Runs, Path.GetFileName(path), SearchOption.AllDirectories)));
    }

    /// <summary>A config whose containers are machines.</summary>
    public static string WithMachines(string config) => DockerExecutor().Replace(config, "machine: true");

    [GeneratedRegex(@"docker: \[\{image: (""[^""]*""|[^,}]*)\}\]")]
    private static partial Regex DockerExecutor();

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private Task<(int, string)> GitAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        Programs.RunAsync("git", arguments, Project, [], cancellationToken);
}
