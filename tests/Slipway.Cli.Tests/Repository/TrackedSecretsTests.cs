using Slipway.Cli.Exits;
using Slipway.Cli.Repositories;
using Slipway.Testing.Folders;
using Slipway.Testing.Repositories;

namespace Slipway.Cli.Tests.Repository;

public sealed class TrackedSecretsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(".slipway/env", ".slipway/env")]
    [InlineData(".slipway/contexts/org", ".slipway/contexts")]
    [InlineData(".slipway/ssh/github.com", ".slipway/ssh")]
    public async Task A_secret_that_git_tracks_is_refused_with_the_way_out(string file, string named)
    {
        _folder.Write($"project/{file}", "A=1\n");
        await GitAsync("init", "-q");
        await RefuseAsync();
        await GitAsync("add", "-f", $"project/{file}");
        var refused = await Assert.ThrowsAsync<UsageException>(RefuseAsync);
        Assert.Contains($"git tracks {named} of {Project}", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"git rm -r --cached {named};", refused.Message, StringComparison.Ordinal);
        await GitAsync("rm", "-q", "-r", "--cached", $"project/{named}");
        await RefuseAsync();
    }

    [Fact]
    public async Task A_secret_in_a_submodule_is_refused()
    {
        _folder.Write("project/.slipway/env", "A=1\n");
        await GitAsync("init", "-q", "project/.slipway");
        await GitAsync("-C", "project/.slipway", "add", "env");
        await CommitAsync("project/.slipway");
        await GitAsync("init", "-q");
        await GitAsync("-c", "advice.addEmbeddedRepo=false", "add", "project/.slipway");
        Assert.Contains("git tracks .slipway of", (await Assert.ThrowsAsync<UsageException>(RefuseAsync)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".slipway/env", "", true)]
    [InlineData(".slipway/contexts/org", "", true)]
    [InlineData(".slipway/ssh/github.com", ".slipway/env\n", true)]
    [InlineData(".slipway/env", ".slipway/env\n", false)]
    [InlineData(".slipway/contexts/org", ".slipway\n", false)]
    [InlineData(".slipway/settings.json", "", false)]
    public async Task A_secret_that_git_does_not_ignore_is_warned_of(string file, string ignored, bool isOpen)
    {
        _folder.Write($"project/{file}", "A=1\n");
        _folder.Write("project/.gitignore", ignored);
        await GitAsync("init", "-q");
        using var git = await Linux.Repositories.Git.OpenAsync(Project, TestContext.Current.CancellationToken);
        var warning = await TrackedSecrets.FindUnignoredAsync(git, Project, TestContext.Current.CancellationToken);
        Assert.Equal(isOpen, warning is not null);
        Assert.Equal(isOpen, warning?.Contains($"git does not ignore {string.Join('/', file.Split('/')[..2])} of {Project}", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public async Task What_is_no_secret_may_be_tracked()
    {
        _folder.Write("project/.slipway/env", "A=1\n");
        _folder.Write("project/.slipway/settings.json", "{}");
        _folder.Write("project/.slipway/contexts/.gitignore", "*\n");
        _folder.Write("project/.slipway/environment", "");
        await GitAsync("init", "-q");
        await GitAsync("add", "-f", "project/.slipway/settings.json", "project/.slipway/contexts/.gitignore", "project/.slipway/environment");
        await RefuseAsync();
    }

    [Fact]
    public async Task Where_there_is_no_repository_nothing_is_tracked()
    {
        _folder.Write("project/.slipway/env", "A=1\n");
        await RefuseAsync();
    }

    private string Project => Path.Combine(_folder.Path, "project");

    private async Task RefuseAsync()
    {
        using var git = await Linux.Repositories.Git.OpenAsync(Project, TestContext.Current.CancellationToken);
        await TrackedSecrets.RefuseAsync(git, Project, TestContext.Current.CancellationToken);
    }

    private Task<string> CommitAsync(string place) =>
        GitAsync("-C", place, "commit", "-q", "-m", "one");

    private Task<string> GitAsync(params string[] arguments) => TrialGit.RunAsync(_folder.Path, arguments, TestContext.Current.CancellationToken);
}
