using Slipway.Scenarios.Tests.Scenarios;
using Slipway.Testing.Folders;

namespace Slipway.Scenarios.Tests.Faults;

/// <summary>A project and a state folder of their own, in which something is going to go wrong; knows what a run must not leave.</summary>
internal sealed class FaultyPlace : IDisposable
{
    public const string Image = "slipway/base:bookworm";
    private readonly Dictionary<string, string> _environment = [];

    /// <param name="config">Of the project.</param>
    public FaultyPlace(string config)
    {
        Assert.SkipUnless(File.Exists(Checkout.Slipway), $"{Checkout.Slipway} is not built: run scripts/build.sh");
        Assert.SkipUnless(File.Exists("/var/run/docker.sock"), "there is no Docker here");
        Directory.CreateDirectory(Path.Combine(Project, ".circleci"));
        Directory.CreateDirectory(State);
        File.WriteAllText(Path.Combine(Project, ".circleci", "config.yml"), config);
        _environment["SLIPWAY_STATE"] = State;
        _environment["SLIPWAY_INSTANCE"] = "slipway-faults";
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("slipway-fault-").FullName;

    public string Project => Path.Combine(Folder, "project");

    public string State => Path.Combine(Folder, "state");

    /// <summary>What all that its runs make in Docker is labelled with: the link <c>identity</c> in the state folder says it.</summary>
    public string StateMark => new FileInfo(Path.Combine(State, "identity")).LinkTarget ?? throw new InvalidOperationException("no run was there");

    /// <summary>A config with one job, whose steps are written in YAML's flow style.</summary>
    public static string JobOf(params string[] steps) =>
        $"version: 2.1\njobs:\n  job:\n    docker: [{{image: \"{Image}\"}}]\n    steps:\n{string.Concat(steps.Select(step => $"      - {step}\n"))}workflows: {{all: {{jobs: [job]}}}}\n";

    /// <summary>Sets a variable for all that is started from here on.</summary>
    public void Set(string name, string value) => _environment[name] = value;

    /// <summary>Starts <c>slipway run</c>.</summary>
    public RunningProgram Start(params string[] arguments) =>
        new(Checkout.Slipway, ["run", "--plain", .. arguments], Project, _environment);

    public async Task<(int ExitCode, string Output)> SlipwayAsync(params string[] arguments) =>
        await Programs.RunAsync(Checkout.Slipway, arguments, Project, _environment, TestContext.Current.CancellationToken);

    /// <summary>Like <see cref="SlipwayAsync"/>, without what is said beside the output, such as that an earlier run's leftovers are removed.</summary>
    public async Task<(int ExitCode, string Output)> ReadSlipwayAsync(params string[] arguments) =>
        await Programs.ReadAsync(Checkout.Slipway, arguments, Project, _environment, TestContext.Current.CancellationToken);

    public async Task<string> DockerAsync(params string[] arguments) =>
        (await Programs.RunAsync("docker", arguments, Folder, _environment, TestContext.Current.CancellationToken)).Output.Trim();

    /// <summary>Reaps what killed runs left; then nothing may be there any more.</summary>
    public async Task AssertReapingLeavesNothingAsync()
    {
        var (exitCode, reaped) = await SlipwayAsync("runs", "reap");
        Assert.True(exitCode == 0, reaped);
        await AssertNothingIsLeftAsync();
    }

    /// <summary>Containers, networks, cgroups and unfinished files of the runs in this state folder: there must be none.</summary>
    public async Task AssertNothingIsLeftAsync()
    {
        if (!Directory.Exists(Path.Combine(State, "runs")))
        {
            // It was killed before it was one.
            return;
        }

        foreach (var owner in Directory.EnumerateFiles(Path.Combine(State, "runs"), "owner", SearchOption.AllDirectories))
        {
            var process = await File.ReadAllTextAsync(owner, TestContext.Current.CancellationToken);
            Assert.Equal("", await DockerAsync("ps", "-aq", "--filter", $"label=slipway.owner={process}"));
            Assert.Equal("", await DockerAsync("network", "ls", "-q", "--filter", $"label=slipway.owner={process}"));
            Assert.Empty(Cgroups(process));
            Assert.Empty(JobLinks.Of(process));
        }

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(State, "runs"), "reserve", SearchOption.AllDirectories));
        foreach (var incoming in Directory.EnumerateDirectories(State, "incoming", SearchOption.AllDirectories))
        {
            Assert.Empty(Directory.EnumerateFileSystemEntries(incoming));
        }

        Assert.Empty(Directory.EnumerateFiles(State, "*.new", SearchOption.AllDirectories));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static IEnumerable<string> Cgroups(string owner) => Directory.EnumerateDirectories("/sys/fs/cgroup")
        .Select(controller => Path.Combine(controller, "slipway")).Append("/sys/fs/cgroup/slipway")
        .Where(Directory.Exists)
        .SelectMany(parent => Directory.EnumerateDirectories(parent, $"*_{owner}"));
}
