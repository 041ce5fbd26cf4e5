using System.Diagnostics;
using Slipway.Scenarios.Tests.Faults;

namespace Slipway.Scenarios.Tests.Hostility;

/// <summary>A repository tries to read the machine that runs it: nothing of a file outside is in what the run printed or kept.</summary>
[Trait("needs", "docker")]
public sealed class Hostile_repositories : IDisposable
{
    private const string Secret = "s3cret-of-the-host";
    private readonly FaultyPlace _place = new(FaultyPlace.JobOf("checkout", "add_ssh_keys", "run: env; cat ~/.ssh/id_rsa_* || true; find . -type f -exec cat {} +"));

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(".slipway/env", "outside/variables", 2)]
    [InlineData(".slipway/contexts/evil", "outside/variables", 2)]
    [InlineData(".slipway/contexts", "outside", 2)]
    [InlineData(".slipway", "outside", 2)]
    [InlineData(".slipway/settings.json", "outside/variables", 2)]
    [InlineData(".slipway/ssh/github.com", "outside/key", 1)]
    [InlineData(".slipway/ssh", "outside/ssh", 1)]
    [InlineData(".circleci/config.yml", "outside/variables", 2)]
    public async Task Which_has_links_out_of_it_is_refused_by_the_links_name(string link, string target, int exitCode)
    {
        WriteOutside();
        var path = Path.Combine(_place.Project, link);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        File.CreateSymbolicLink(path, Path.Combine(_place.Folder, target));
        await EndsAsync(exitCode, $"{path} is a symbolic link");
    }

    [Theory]
    [InlineData("""{"subnets": ["203.0.113.0/26"]}""", "the setting 'subnets' belongs into this machine's file /etc/slipway/jobs.json")]
    [InlineData("""{"network": "docker"}""", "the setting 'network' belongs into this machine's file /etc/slipway/jobs.json")]
    [InlineData("""{"network": {"allowedEgress": ["10.0.0.1"]}}""", "the setting 'network' is about this machine's engines and belongs into its file /etc/slipway/engines.json")]
    [InlineData("""{"orbs": {"a/b": "/etc"}}""", "a project's orbs lie below the project")]
    [InlineData("""{"orbs": {"a/b": "../outside"}}""", "a project's orbs lie below the project")]
    public async Task Whose_settings_would_change_the_machine_is_refused(string settings, string mentions)
    {
        WriteOutside();
        Directory.CreateDirectory(Path.Combine(_place.Project, ".slipway"));
        await File.WriteAllTextAsync(Path.Combine(_place.Project, ".slipway/settings.json"), settings, TestContext.Current.CancellationToken);
        await EndsAsync(2, mentions);
    }

    [Fact]
    public async Task Whose_secrets_git_tracks_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(_place.Project, ".slipway"));
        await File.WriteAllTextAsync(Path.Combine(_place.Project, ".slipway/env"), $"A={Secret}\n", TestContext.Current.CancellationToken);
        Git("init", "-q");
        Git("add", "-f", ".slipway/env");
        await EndsAsync(2, "git rm -r --cached .slipway/env");
    }

    /// <summary>As an archive brings it: the index says that a folder has files, and in the folder's place is a link.</summary>
    [Fact]
    public async Task Whose_index_names_files_behind_a_link_gets_the_link_and_no_file()
    {
        WriteOutside();
        var folder = Path.Combine(_place.Project, "folder");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "variables"), "honest", TestContext.Current.CancellationToken);
        Git("init", "-q");
        Git("add", ".");
        Directory.Delete(folder, recursive: true);
        File.CreateSymbolicLink(folder, Path.Combine(_place.Folder, "outside"));
        await EndsAsync(0, "Checking out the working tree");
    }

    private async Task EndsAsync(int exitCode, string mentions)
    {
        using var run = _place.Start();
        var ended = await run.EndAsync();
        Assert.True(ended == exitCode, $"{ended}: {run.Output}");
        Assert.Contains(mentions, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, run.Output, StringComparison.Ordinal);
        // The state's own mark is a link that leads nowhere.
        Assert.All(Directory.EnumerateFiles(_place.State, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).LinkTarget is null), file => Assert.DoesNotContain(Secret, File.ReadAllText(file), StringComparison.Ordinal));
    }

    private void WriteOutside()
    {
        var outside = Directory.CreateDirectory(Path.Combine(_place.Folder, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "variables"), $"HOST_KEY={Secret}\n");
        File.WriteAllText(Path.Combine(outside, "env"), $"HOST_KEY={Secret}\n");
        File.WriteAllText(Path.Combine(outside, "key"), Secret);
        Directory.CreateDirectory(Path.Combine(outside, "ssh"));
        File.WriteAllText(Path.Combine(outside, "ssh", "github.com"), Secret);
    }

    private void Git(params string[] arguments)
    {
        using var git = Process.Start("git", ["-C", _place.Project, .. arguments]);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
