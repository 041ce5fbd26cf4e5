using Slipway.Cli.Exits;
using Slipway.Cli.Settings;
using Slipway.Cli.Tests.Repository;
using Slipway.Execution.Bounds;

namespace Slipway.Cli.Tests.Settings;

public sealed class JobSettingsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_projects_lines_follow_the_machines()
    {
        var machine = _folder.Write("jobs.json", """{ "extraHosts": ["a.test:10.0.0.1"] }""");
        _folder.Write(".slipway/settings.json", """{ "extraHosts": ["b.test:fd00::1"] }""");

        Assert.Equal(["a.test:10.0.0.1", "b.test:fd00::1"], JobSettingsFile.Load(_folder.Path, machine).ExtraHosts);
    }

    [Fact]
    public void The_projects_orbs_win_over_the_machines_and_are_found_from_below()
    {
        var machine = _folder.Write("jobs.json", """{ "orbs": { "a/b": "/machine", "c/d": "/d" } }""");
        _folder.Write(".slipway/settings.json", """{ "orbs": { "a/b": "orbs/b" } }""");
        var below = Directory.CreateDirectory(Path.Combine(_folder.Path, "x", "y")).FullName;

        Assert.Equal(_folder.Path, JobSettingsFile.FindProject(below));
        Assert.Equal([("a/b", "orbs/b"), ("c/d", "/d")], JobSettingsFile.Load(_folder.Path, machine).Orbs.Select(orb => (orb.Key, orb.Value)));
    }

    [Fact]
    public void The_projects_subnets_replace_the_machines()
    {
        var machine = _folder.Write("jobs.json", """{ "subnets": ["10.50.0.0/16"] }""");
        Assert.Equal(["10.50.0.0/16"], JobSettingsFile.Load(_folder.Path, machine).Subnets);
        _folder.Write(".slipway/settings.json", """{ "subnets": ["10.60.0.0/20"] }""");
        Assert.Equal(["10.60.0.0/20"], JobSettingsFile.Load(_folder.Path, machine).Subnets);
    }

    [Fact]
    public void Where_ports_are_published_the_machine_says_for_all_projects()
    {
        var machine = _folder.Write("jobs.json", """{ "publishedPorts": "localhost" }""");
        Assert.Equal("localhost", JobSettingsFile.Load(_folder.Path, machine).PublishedPorts);
    }

    [Fact]
    public void What_the_machine_keeps_is_said_in_its_file()
    {
        var machine = _folder.Write("jobs.json", """
            { "limits": { "stepLog": "1M", "jobLogs": "2M", "artifacts": "3M", "artifactFiles": 4, "testResults": "5M", "tests": 6, "workspace": "7M", "projectCaches": "8M",
              "pullRequestCaches": "9M", "unpacked": "10M", "runs": 11, "runHistory": "12M", "keptJobs": 13, "keptDays": 14, "freeSpace": "15M" } }
            """);
        const long Mebibyte = 1 << 20;

        Assert.Equal(
            new StorageLimits
            {
                File = machine,
                StepLog = Mebibyte,
                JobLogs = 2 * Mebibyte,
                Artifacts = 3 * Mebibyte,
                ArtifactFiles = 4,
                TestResults = 5 * Mebibyte,
                Tests = 6,
                Workspace = 7 * Mebibyte,
                ProjectCaches = 8 * Mebibyte,
                PullRequestCaches = 9 * Mebibyte,
                Unpacked = 10 * Mebibyte,
                Runs = 11,
                RunHistory = 12 * Mebibyte,
                KeptJobs = 13,
                KeptDays = 14,
                FreeSpace = 15 * Mebibyte,
            },
            JobSettingsFile.LoadLimits(machine));
    }

    [Fact]
    public void What_the_machine_keeps_has_defaults()
    {
        var machine = _folder.Write("jobs.json", """{ "limits": { "runs": 5 } }""");

        Assert.Equal(new StorageLimits { File = machine, Runs = 5 }, JobSettingsFile.LoadLimits(machine));
    }

    [Theory]
    [InlineData("""{ "limits": { "stepLog": "10X" } }""", "limits.stepLog has '10X'; write a size such as 512M or 10G")]
    [InlineData("""{ "limits": { "freeSpace": "-1" } }""", "limits.freeSpace has '-1'; write a size")]
    [InlineData("""{ "limits": { "runs": 0 } }""", "limits.runs has 0; write 1 to 1000000000")]
    [InlineData("""{ "limits": { "workspace": "2000T" } }""", "limits.workspace has '2000T'; write a size")]
    [InlineData("""{ "limits": { "logs": "1G" } }""", "there is no setting 'logs'")]
    public void What_cannot_be_kept_is_refused(string content, string mentions) =>
        Assert.Contains(mentions, Assert.Throws<UsageException>(() => JobSettingsFile.LoadLimits(_folder.Write("jobs.json", content))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_project_does_not_say_what_the_machine_keeps()
    {
        _folder.Write(".slipway/settings.json", """{ "limits": { "artifacts": "100T" } }""");

        var message = Assert.Throws<UsageException>(() => JobSettingsFile.Load(_folder.Path, machineFile: null)).Message;

        Assert.EndsWith(".slipway/settings.json: limits are the machine's; set them in /etc/slipway/jobs.json", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_files_nothing_is_set()
    {
        Assert.Empty(JobSettingsFile.Load(_folder.Path, machineFile: null).ExtraHosts);
    }

    [Fact]
    public void What_a_file_does_not_say_has_its_default()
    {
        _folder.Write(".slipway/settings.json", "{}");

        Assert.Empty(JobSettingsFile.Load(_folder.Path, machineFile: null).ExtraHosts);
    }

    [Theory]
    [InlineData("""{ "extraHosts": ["a.test"] }""", "'a.test'")]
    [InlineData("""{ "extraHost": [] }""", "extraHost")]
    [InlineData("""{ "subnets": ["10.50.0.0/27"] }""", "'10.50.0.0/27'")]
    [InlineData("""{ "publishedPorts": "host" }""", "publishedPorts has 'host'; write localhost, or leave it out")]
    [InlineData("{", "cannot be used: line 1: ")]
    [InlineData("""{ "extrHosts": [] }""", "there is no setting 'extrHosts'")]
    public void A_file_that_says_something_else_is_refused_with_its_path(string content, string mentions)
    {
        _folder.Write(".slipway/settings.json", content);

        var message = Assert.Throws<UsageException>(() => JobSettingsFile.Load(_folder.Path, machineFile: null)).Message;

        Assert.Contains(mentions, message, StringComparison.Ordinal);
        Assert.Contains(".slipway/settings.json", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_named_must_be_there()
    {
        Assert.Throws<UsageException>(() => JobSettingsFile.Load(_folder.Path, Path.Combine(_folder.Path, "none.json")));
    }
}
