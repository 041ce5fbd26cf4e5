using Slipway.Cli.Exits;
using Slipway.Cli.Settings;
using Slipway.Engines.Settings;
using Slipway.Model.Assignments;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Settings;

public sealed class JobSettingsFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

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
    public void The_machine_says_which_subnets_and_network_jobs_have()
    {
        var machine = _folder.Write("jobs.json", """{ "subnets": ["10.50.0.0/16", "172.16.0.0/12", "192.168.7.64/26", "100.64.0.0/10"], "network": "docker" }""");
        _folder.Write(".slipway/settings.json", """{ "publishedPorts": "localhost" }""");
        var settings = JobSettingsFile.Load(_folder.Path, machine);
        Assert.Equal(["10.50.0.0/16", "172.16.0.0/12", "192.168.7.64/26", "100.64.0.0/10"], settings.Subnets);
        Assert.Equal(("docker", "localhost"), (settings.Network, settings.PublishedPorts));
    }

    [Theory]
    [InlineData("""{ "subnets": ["203.0.113.0/26"] }""", "subnets", "/etc/slipway/jobs.json")]
    [InlineData("""{ "subnets": [] }""", "subnets", "/etc/slipway/jobs.json")]
    [InlineData("""{ "orbHosts": ["127.0.0.1"] }""", "orbHosts", "/etc/slipway/jobs.json")]
    [InlineData("""{ "extraHosts": [], "network": "docker" }""", "network", "/etc/slipway/jobs.json")]
    [InlineData("""{ "network": { "allowedEgress": ["10.0.0.1"] } }""", "network", "/etc/slipway/engines.json")]
    [InlineData("""{ /* me */ "allowPublicSubnets": true, }""", "allowPublicSubnets", "/etc/slipway/jobs.json")]
    [InlineData("""{ "registries": { "insecure": ["a.test"] } }""", "registries", "/etc/slipway/engines.json")]
    [InlineData("""{ "stateFolder": "/etc" }""", "stateFolder", "/etc/slipway/engines.json")]
    [InlineData("""{ "runtime": "/tmp/evil" }""", "runtime", "/etc/slipway/engines.json")]
    public void A_projects_setting_that_changes_the_machine_is_refused_with_its_right_file(string content, string setting, string file)
    {
        _folder.Write(".slipway/settings.json", content);
        var message = Assert.Throws<UsageException>(() => JobSettingsFile.Load(_folder.Path, machineFile: null)).Message;
        Assert.Contains($"/.slipway/settings.json: the setting '{setting}' ", message, StringComparison.Ordinal);
        Assert.Contains(file, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "poolSize": 3 }""", "poolSize")]
    [InlineData("""{ "network": { "dns": [] } }""", "network")]
    public void An_engines_setting_in_the_file_for_jobs_is_told_its_file(string content, string setting)
    {
        var message = Assert.Throws<UsageException>(() => JobSettingsFile.Load(_folder.Path, _folder.Write("jobs.json", content))).Message;
        Assert.Contains($"jobs.json: the setting '{setting}' is about this machine's engines and belongs into its file /etc/slipway/engines.json", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://git.example.com")]
    [InlineData("git.example.com:8443")]
    [InlineData("")]
    public void Hosts_of_orbs_are_names_or_addresses(string host)
    {
        var file = _folder.Write("jobs.json", $$"""{ "orbHosts": ["git.example.com", "10.1.2.3", "[fd00::1]", "{{host}}"] }""");
        Assert.Contains("orbHosts has what is no host", Assert.Throws<UsageException>(() => JobSettingsFile.Load(_folder.Path, file)).Message, StringComparison.Ordinal);
    }

    /// <summary>What is not in a project's type cannot be set by a project: this is the decision on each setting that there is.</summary>
    [Fact]
    public void A_project_may_set_what_concerns_its_own_jobs_and_nothing_else()
    {
        Assert.Equal(["extraHosts", "orbs", "publishedPorts"], JobSettingsJson.Default.ProjectSettings.Properties.Select(property => property.Name).Order());
        Assert.Equal(SettingPlaces.OfJobs.Keys.Order(), JobSettingsJson.Default.JobSettings.Properties.Select(property => property.Name).Order());
    }

    [Fact]
    public void The_table_of_the_page_says_of_each_setting_which_file_has_it()
    {
        var rows = File.ReadLines(Checkout.PathOf("docs", "configuration.md"))
            .SkipWhile(line => line != "### Which file has which setting").SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|')).Skip(2)
            .Select(line => line.Split('|')).ToList();
        Assert.Equal(JobSettingsJson.Default.ProjectSettings.Properties.Select(property => property.Name).Order(), Named(column: 2));
        Assert.Equal(JobSettingsJson.Default.JobSettings.Properties.Select(property => property.Name).Order(), Named(column: 3));
        Assert.Equal(SettingsJson.Default.EngineSettings.Properties.Select(property => property.Name).Order(), Named(column: 4));

        IEnumerable<string> Named(int column) =>
            rows.Where(row => row[column].Trim().Length > 0).SelectMany(row => row[1].Split('`').Where((_, index) => index % 2 == 1)).Order();
    }

    [Theory]
    [InlineData("203.0.113.0/26")]
    [InlineData("8.8.8.0/24")]
    [InlineData("172.0.0.0/8")]
    [InlineData("172.32.0.0/16")]
    [InlineData("192.168.0.0/15")]
    [InlineData("100.0.0.0/9")]
    public void Subnets_of_the_internet_are_refused_unless_they_are_said_to_be_meant(string subnet)
    {
        var file = _folder.Write("jobs.json", $$"""{ "subnets": ["10.1.0.0/16", "{{subnet}}"] }""");
        Assert.Contains($"subnets has '{subnet}', whose addresses are others' on the internet", Assert.Throws<UsageException>(() => JobSettingsFile.Load(_folder.Path, file)).Message, StringComparison.Ordinal);
        file = _folder.Write("jobs.json", $$"""{ "subnets": ["10.1.0.0/16", "{{subnet}}"], "allowPublicSubnets": true }""");
        Assert.Equal(subnet, JobSettingsFile.Load(_folder.Path, file).Subnets[^1]);
    }

    [Theory]
    [InlineData("127.0.0.0/8")]
    [InlineData("169.254.0.0/16")]
    [InlineData("224.0.0.0/8")]
    [InlineData("240.0.0.0/8")]
    [InlineData("0.0.0.0/8")]
    [InlineData("0.0.0.0/0")]
    [InlineData("10.50.0.0/27")]
    [InlineData("fd00::/64")]
    public void Subnets_that_no_network_can_have_are_refused_always(string subnet)
    {
        var file = _folder.Write("jobs.json", $$"""{ "subnets": ["{{subnet}}"], "allowPublicSubnets": true }""");
        Assert.Contains($"subnets has '{subnet}'; write a network of /8 to /26", Assert.Throws<UsageException>(() => JobSettingsFile.Load(_folder.Path, file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("..")]
    [InlineData("../orb")]
    [InlineData("orbs/../../orb")]
    [InlineData("~/orb")]
    [InlineData(".slipway/contexts/org")]
    [InlineData("./.slipway//contexts")]
    [InlineData("below/.slipway/env")]
    [InlineData(".git")]
    [InlineData(".git/config")]
    [InlineData("")]
    [InlineData("a\\u0000b")]
    public void An_orb_of_a_project_lies_below_the_project(string path)
    {
        _folder.Write(".slipway/settings.json", $$"""{ "orbs": { "a/b": "{{path}}" } }""");
        var message = Assert.Throws<UsageException>(() => JobSettingsFile.Load(_folder.Path, machineFile: null)).Message;
        Assert.Contains("for 'a/b', but a project's orbs lie below the project", message, StringComparison.Ordinal);
        Assert.Contains("--orb", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_projects_settings_are_not_looked_for_above_its_repository()
    {
        _folder.Write(".slipway/settings.json", "{}");
        var repository = Directory.CreateDirectory(Path.Combine(_folder.Path, "project", ".git")).Parent!.FullName;
        Assert.Null(JobSettingsFile.FindProject(repository));
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
              "pullRequestCaches": "9M", "unpacked": "10M", "runs": 11, "runHistory": "12M", "jobMinutes": 16, "keptJobs": 13, "keptDays": 14, "freeSpace": "15M" } }
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
                JobMinutes = 16,
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

        Assert.Contains(".slipway/settings.json: the setting 'limits' belongs into this machine's file /etc/slipway/jobs.json", message, StringComparison.Ordinal);
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
    [InlineData("""{ "publishedPorts": "host" }""", "publishedPorts has 'host'; write localhost, or leave it out")]
    [InlineData("""{ "\ud800": 1 }""", "cannot be used")]
    [InlineData("""{ "orbs": { "a/b": null } }""", "orbs has ''")]
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
