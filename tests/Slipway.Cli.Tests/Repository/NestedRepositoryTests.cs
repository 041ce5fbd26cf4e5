using System.Diagnostics;
using Slipway.Cli.ConfigFiles;
using Slipway.Cli.Exits;
using Slipway.Cli.Repositories;
using Slipway.Cli.Settings;
using Slipway.Execution.Checkouts;
using Slipway.Linux.Files;
using Slipway.Testing.Folders;

namespace Slipway.Cli.Tests.Repository;

/// <summary>A pull request's submodule that git has left in the project, where the project ignores it.</summary>
public sealed class NestedRepositoryTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public NestedRepositoryTests() => Git("init", "-q", "project");

    private string Project => Path.Combine(_folder.Path, "project");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(".slipway")]
    [InlineData(".slipway/contexts")]
    [InlineData(".slipway/ssh")]
    public void Is_not_read_as_the_projects_own_folder_though_git_ignores_it(string repository)
    {
        _folder.Write("project/.gitignore", ".slipway/\n");
        _folder.Write("project/.slipway/settings.json", "{}");
        _folder.Write("project/.slipway/contexts/org", "A=1\n");
        _folder.Write("project/.slipway/ssh/host", "key");
        using (ProjectSecrets.TryOpen(Project))
        {
            JobSettingsFile.Load(Project, null);
        }

        Git("init", "-q", $"project/{repository}");
        RequireRefused(repository);
        Directory.Delete(Path.Combine(Project, repository, ".git"), recursive: true);
        _folder.Write($"project/{repository}/.git", "gitdir: ../.git/modules/x\n");
        RequireRefused(repository);
    }

    [Theory]
    [InlineData(".circleci", ".circleci/config.yml")]
    [InlineData("vendor", "vendor/orbs/env")]
    [InlineData("vendor/orbs", "vendor/orbs/env")]
    public void Holds_no_file_that_is_named(string repository, string file)
    {
        _folder.Write($"project/{file}", "A=1\n");
        Assert.NotEmpty(NamedFile.Read(file, Project, 1 << 20));
        Git("init", "-q", $"project/{repository}");
        Assert.Contains("a repository of its own", Assert.ThrowsAny<IOException>(() => NamedFile.Read(file, Project, 1 << 20)).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<IOException>(() => NamedFile.Read(file, Project, 1 << 20, Project));
        Assert.ThrowsAny<IOException>(() => NamedPlace.TryOpenFolder(Path.GetDirectoryName(file)!, Project));
        Assert.Throws<UsageException>(() => ConfigFile.Read(file, Project));
        // Who stands in it has it for his project.
        Assert.NotEmpty(NamedFile.Read(Path.Combine(Project, file), Path.Combine(Project, repository), 1 << 20));
    }

    [Fact]
    public void Is_none_of_another_project_beside_it()
    {
        Git("init", "-q", "other");
        _folder.Write("other/env", "A=1\n");
        Assert.NotEmpty(NamedFile.Read("../other/env", Project, 1 << 20));
    }

    private void RequireRefused(string repository)
    {
        var refused = Assert.Throws<RefusedPathException>(() => ProjectSecrets.TryOpen(Project));
        Assert.Contains(Path.Combine(Project, repository), refused.Message, StringComparison.Ordinal);
        Assert.Contains("Remove it", refused.Message, StringComparison.Ordinal);
        Assert.Throws<UsageException>(() => JobSettingsFile.Load(Project, null));
    }

    private void Git(params string[] arguments)
    {
        using var process = Process.Start("git", ["-C", _folder.Path, .. arguments]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
