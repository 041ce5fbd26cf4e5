using System.Text;
using Slipway.Cli.Exits;
using Slipway.Cli.Orbs;
using Slipway.Cli.Tests.Repository;
using Slipway.Config.Orbs;

namespace Slipway.Cli.Tests.Orbs;

/// <summary>What a repository gives as an orb reads no file of the machine.</summary>
public sealed class HostileOrbTests : IDisposable
{
    private const string Command = "steps:\n  - run:\n      command: <<include(scripts/s)>>\n";
    private readonly HostileRepository _repository = new();

    public HostileOrbTests()
    {
        _repository.Write("orb/@orb.yml", "version: 2.1\n");
        _repository.Write("orb/commands/go.yml", Command);
        _repository.Write(".slipway/contexts/org", HostileRepository.Secret);
        _repository.Write(".git/config", HostileRepository.Secret);
    }

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData("../../../outside/secret", "leads out of")]
    [InlineData("/etc/hostname", "leads out of")]
    [InlineData("/dev/zero", "leads out of")]
    [InlineData("../../.slipway/contexts/org", "secrets are kept there")]
    [InlineData("../../.git/config", "secrets are kept there")]
    [InlineData("../gone", "is not there")]
    public void An_include_of_a_link_that_leads_out_or_to_secrets_is_refused(string target, string reason)
    {
        _repository.Link("orb/scripts/s", target);
        var refused = Assert.IsType<OrbLookup.NotFound>(Read("orb"));
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(HostileRepository.Secret, refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("orb/scripts", "../../outside")]
    [InlineData("orb/commands/evil.yml", "../../../outside/secret")]
    [InlineData("orb/scripts/s", "../../../outside/secret")]
    public async Task Packing_refuses_a_link_that_leads_out_where_it_is_needed(string link, string target)
    {
        _repository.WriteOutside("s", HostileRepository.Secret);
        _repository.Link(link, target);
        var run = await ProgramRun.OfAsync("orb", "pack", Path.Combine(_repository.Root, "orb"));
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(link == "orb/scripts" ? "SLW0703" : "SLW0707", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(HostileRepository.Secret, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packing_a_config_refuses_a_link_that_leads_out()
    {
        _repository.Write("src/@root.yml", "version: 2.1\n");
        _repository.Link("src/jobs/evil.yml", "../../../outside/secret");
        var run = await ProgramRun.OfAsync("config", "pack", Path.Combine(_repository.Root, "src"));
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.DoesNotContain(HostileRepository.Secret, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("orb.yml", "../outside/secret")]
    [InlineData("orb.yml", "/etc/hostname")]
    [InlineData("orb.yml", ".slipway/contexts/org")]
    [InlineData("linked", "../outside")]
    public void An_orb_that_is_a_link_that_leads_out_is_refused(string link, string target)
    {
        _repository.Link(link, target);
        var refused = Assert.IsType<OrbLookup.NotFound>(Read(link));
        Assert.Contains("is a symbolic link", refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(HostileRepository.Secret, refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipes_in_a_tree_are_refused_where_they_are_needed_and_wait_for_nobody()
    {
        Directory.CreateDirectory(Path.Combine(_repository.Root, "orb/scripts"));
        _repository.Pipe("orb/scripts/s");
        var reading = Task.Run(() => Read("orb"), TestContext.Current.CancellationToken);
        var refused = Assert.IsType<OrbLookup.NotFound>(await reading.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.Contains("is no regular file", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tree_with_too_much_in_it_is_refused()
    {
        using (var huge = File.Create(_repository.Write("orb/scripts/s", "")))
        {
            huge.SetLength(1L << 40);
        }

        Assert.Contains("holds more than 64 MiB", Assert.IsType<OrbLookup.NotFound>(Read("orb")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_inside_the_repository_are_followed_and_those_that_nothing_needs_do_no_harm()
    {
        _repository.Write("shared/s", "echo shared\n");
        _repository.Link("orb/scripts/s", "../../shared/s");
        _repository.Link("orb/venv/python", "/usr/bin/python3");
        _repository.Link("orb/venv/lib", "/usr/lib");
        _repository.Link("nearby", "orb");
        Assert.All(["orb", "./orb/", "nearby"], path => Assert.Contains("echo shared", Text(Read(path)), StringComparison.Ordinal));
    }

    /// <summary>The root that an orb of a project's settings does not leave is the project, also where it is no repository.</summary>
    [Fact]
    public void A_project_without_a_repository_is_not_left_either()
    {
        using var project = new HostileRepository(withGit: false);
        Directory.Delete(Path.Combine(project.Root, ".circleci"));
        project.Link("orb.yml", "../outside/secret");
        Assert.Contains("leads out of", Assert.IsType<OrbLookup.NotFound>(LocalOrb.Read(Path.Combine(project.Root, "orb.yml"), "/", project.Root)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_lock_file_is_neither_read_nor_written_through_a_link()
    {
        var outside = _repository.WriteOutside("slipway.lock", "{}");
        _repository.Link(".circleci/slipway.lock", "../../outside/secret");
        var path = Path.Combine(_repository.Root, ".circleci/slipway.lock");
        var refused = Assert.Throws<UsageException>(() => OrbLockFile.Open(path)).Message;
        Assert.Contains("is a symbolic link", refused, StringComparison.Ordinal);
        Assert.DoesNotContain(HostileRepository.Secret, refused, StringComparison.Ordinal);

        File.Delete(path);
        var opened = OrbLockFile.Open(path);
        Directory.Delete(Path.GetDirectoryName(path)!);
        _repository.Link(".circleci", _repository.Outside);
        opened.Add("a/b@1", new LockedOrb("a/b@1.0.0", "00"));
        opened.Save();
        Assert.Equal("{}", File.ReadAllText(outside));
        Assert.Equal(["folder", "secret", "slipway.lock"], Directory.EnumerateFileSystemEntries(_repository.Outside).Select(Path.GetFileName).Order());

        File.Delete(Path.Combine(_repository.Root, ".circleci"));
        Directory.CreateDirectory(Path.Combine(_repository.Root, "ci"));
        _repository.Link(".circleci", "ci");
        opened.Save();
        Assert.Contains("a/b@1.0.0", File.ReadAllText(Path.Combine(_repository.Root, "ci/slipway.lock")), StringComparison.Ordinal);
    }

    private OrbLookup Read(string path) => LocalOrb.Read(path, _repository.Root);

    private static string Text(OrbLookup lookup) => Encoding.UTF8.GetString(Assert.IsType<OrbLookup.Found>(lookup).Content.Span);
}
