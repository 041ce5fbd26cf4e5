using System.Diagnostics;
using Slipway.Cli.Repositories;

namespace Slipway.Cli.Tests.Repository;

/// <summary>What is checked out and named in real repositories, and whether it is known to be the project's own.</summary>
public sealed class TrustReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Branches_of_the_repository_are_trusted()
    {
        await MakeAsync();
        await RequireTrustedAsync(new GitChoice());
        await GitAsync("checkout", "-qb", "feature/pr-12-login");
        await RequireTrustedAsync(new GitChoice());
        await RequireTrustedAsync(new GitChoice(Branch: "main"));
        await RequireTrustedAsync(new GitChoice(Tag: "v1"));
        await RequireTrustedAsync(new GitChoice(Revision: "main"));
        await RequireTrustedAsync(new GitChoice(Revision: "v1"));
        await GitAsync("tag", "feature/pr-12-login");
        await RequireTrustedAsync(new GitChoice());
    }

    [Theory]
    [InlineData("pull/7")]
    [InlineData("pull/7 ")]
    [InlineData("pull/7\n")]
    [InlineData("Pull/7")]
    [InlineData("pr/7")]
    [InlineData("origin/pull/7/head")]
    [InlineData("refs/remotes/pull/7/head")]
    [InlineData("pull/7/head/x")]
    [InlineData("pull/\uff17")]
    [InlineData("merge-requests/3/merge")]
    [InlineData("pull/07")]
    [InlineData("nowhere")]
    [InlineData("refs/heads/main")]
    [InlineData("main ")]
    [InlineData("*")]
    [InlineData("v1")]
    [InlineData("")]
    public async Task What_is_named_and_no_branch_of_it_is_not(string branch)
    {
        await MakeAsync();
        await RequireUntrustedAsync(new GitChoice(Branch: branch));
    }

    [Theory]
    [InlineData("v9")]
    [InlineData("main")]
    [InlineData("*")]
    public async Task A_tag_that_it_has_not_is_not(string tag)
    {
        await MakeAsync();
        await RequireUntrustedAsync(new GitChoice(Tag: tag));
    }

    [Fact]
    public async Task A_commit_of_a_branch_or_tag_is_trusted_when_it_is_checked_out_alone()
    {
        await MakeAsync();
        await GitAsync("checkout", "-q", "--detach", "v1");
        await RequireTrustedAsync(new GitChoice());
        await GitAsync("update-ref", "refs/remotes/origin/main", "main");
        await GitAsync("checkout", "-q", "--detach", "main");
        await GitAsync("branch", "-D", "main");
        await RequireTrustedAsync(new GitChoice());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("refs/pull/7/head")]
    [InlineData("refs/remotes/pull/7/merge")]
    [InlineData("refs/remotes/origin/pr/7")]
    [InlineData("refs/remotes/origin/pull/7/head")]
    [InlineData("refs/remotes/origin/merge-requests/7/head")]
    [InlineData("refs/remotes/stranger/main")]
    [InlineData("refs/heads/pull/7")]
    [InlineData("refs/pipelines/9")]
    [InlineData("refs/notes/x")]
    public async Task A_commit_that_no_branch_of_it_has_is_not(string? reference)
    {
        await MakeAsync();
        var stranger = await CommitApartAsync();
        if (reference is not null)
        {
            await GitAsync("update-ref", reference, stranger);
        }

        await RequireUntrustedAsync(new GitChoice(Revision: stranger));
        await RequireUntrustedAsync(new GitChoice(Branch: "main", Revision: stranger));
        await GitAsync("checkout", "-q", "--detach", stranger);
        await RequireUntrustedAsync(new GitChoice());
    }

    [Theory]
    [InlineData("origin", "refs/heads/topic", true)]
    [InlineData("upstream", "refs/heads/topic", true)]
    [InlineData(".", "refs/heads/main", true)]
    [InlineData("origin", "refs/pull/7/head", false)]
    [InlineData("origin", "refs/merge-requests/7/head", false)]
    [InlineData("https://example.com/stranger/project.git", "refs/heads/topic", false)]
    [InlineData("stranger", "refs/heads/topic", false)]
    public async Task A_branch_is_what_it_follows(string remote, string reference, bool isTrusted)
    {
        await MakeAsync();
        await GitAsync("remote", "add", "origin", "https://example.com/us/project.git");
        await GitAsync("remote", "add", "stranger", "https://example.com/stranger/project.git");
        var stranger = await CommitApartAsync();
        await GitAsync("checkout", "-qb", "topic", stranger);
        await GitAsync("config", "branch.topic.remote", remote);
        await GitAsync("config", "branch.topic.merge", reference);

        Assert.Equal(isTrusted, (await ReadAsync(new GitChoice())).IsTrusted);
        Assert.Equal(isTrusted, (await ReadAsync(new GitChoice(Branch: "topic"))).IsTrusted);
        Assert.Equal(isTrusted, (await ReadAsync(new GitChoice(Revision: stranger))).IsTrusted);
    }

    [Fact]
    public async Task The_only_remote_is_the_projects_whatever_its_name()
    {
        await MakeAsync();
        await GitAsync("remote", "add", "company", "https://example.com/us/project.git");
        await GitAsync("update-ref", "refs/remotes/company/topic", await CommitApartAsync());
        await RequireTrustedAsync(new GitChoice(Branch: "topic"));
        await RequireTrustedAsync(new GitChoice(Revision: "refs/remotes/company/topic"));
    }

    [Fact]
    public async Task HEAD_may_be_no_branch()
    {
        await MakeAsync();
        await GitAsync("update-ref", "refs/somewhere/main", "main");
        await GitAsync("symbolic-ref", "HEAD", "refs/somewhere/main");
        await RequireUntrustedAsync(new GitChoice());
    }

    [Fact]
    public async Task A_folder_without_git_and_a_new_repository_are_the_users_own()
    {
        await RequireTrustedAsync(new GitChoice());
        await RequireTrustedAsync(new GitChoice(Branch: "main"));
        await RequireUntrustedAsync(new GitChoice(Branch: "pull/7"));
        await GitAsync("init", "-q", "-b", "main");
        await RequireTrustedAsync(new GitChoice());
        await RequireUntrustedAsync(new GitChoice(Branch: "Pull/7"));
    }

    public void Dispose() => _folder.Dispose();

    private Task<Slipway.Execution.State.TrustScope> ReadAsync(GitChoice choice) => TrustReader.ReadAsync(_folder.Path, choice, TestContext.Current.CancellationToken);

    private async Task RequireTrustedAsync(GitChoice choice) => Assert.Null((await ReadAsync(choice)).Reason);

    private async Task RequireUntrustedAsync(GitChoice choice)
    {
        var scope = await ReadAsync(choice);
        Assert.False(scope.IsTrusted);
        Assert.NotEmpty(scope.Reason!);
    }

    private async Task MakeAsync()
    {
        await GitAsync("init", "-q", "-b", "main");
        await GitAsync("commit", "-q", "--allow-empty", "-m", "the first");
        await GitAsync("tag", "v1");
        await GitAsync("commit", "-q", "--allow-empty", "-m", "the second");
    }

    /// <summary>A commit that no reference has, as fetching a pull request leaves it.</summary>
    private async Task<string> CommitApartAsync() => (await GitAsync("commit-tree", "-m", "a stranger's", "-p", "HEAD", "HEAD^{tree}")).Trim();

    private async Task<string> GitAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("git", ["-C", _folder.Path, "-c", "user.name=test", "-c", "user.email=test@example.com", .. arguments]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
