using Slipway.Cli.Repositories;
using Slipway.Model.Assignments;
using Slipway.Testing.Folders;
using Slipway.Testing.Repositories;

namespace Slipway.Cli.Tests.Repository;

/// <summary>What is checked out and named in real repositories, and whether it is known to be the project's own.</summary>
public sealed class TrustReaderTests : IDisposable
{
    private readonly TestFolder _folder = new();

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
        await AddRemoteAsync("origin", "us");
        await AddRemoteAsync("stranger", "stranger");
        var stranger = await CommitApartAsync();
        await GitAsync("checkout", "-qb", "topic", stranger);
        await FollowAsync("topic", remote, reference);

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

    [Theory]
    [InlineData("topic", "refs/pull/7/head")]
    [InlineData("pull/7", null)]
    [InlineData(null, null)]
    public async Task Naming_a_branch_or_tag_trusts_nothing_else_that_is_checked_out(string? branch, string? follows)
    {
        await MakeAsync();
        await GitAsync(["checkout", "-q", .. branch is null ? (string[])["--detach"] : ["-b", branch], await CommitApartAsync()]);
        if (follows is not null)
        {
            await FollowAsync(branch!, "origin", follows);
        }

        await RequireUntrustedAsync(new GitChoice());
        await RequireUntrustedAsync(new GitChoice(Branch: "main"));
        await RequireUntrustedAsync(new GitChoice(Tag: "v1"));
        await RequireUntrustedAsync(new GitChoice(Branch: "main", Tag: "v1"));
        await RequireUntrustedAsync(new GitChoice(Branch: "main", Revision: "main"));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_commit_that_cannot_be_read_is_not(bool isLink, bool onBranch)
    {
        await MakeAsync();
        var stranger = await CommitApartAsync();
        await GitAsync(["checkout", "-q", .. onBranch ? (string[])["-b", "topic"] : ["--detach"], stranger]);
        var file = Path.Combine(_folder.Path, ".git", "objects", stranger[..2], stranger[2..]);
        var elsewhere = Path.Combine(_folder.Path, "elsewhere");
        File.Move(file, elsewhere);
        if (isLink)
        {
            File.CreateSymbolicLink(file, elsewhere);
        }

        await RequireUntrustedAsync(new GitChoice());
        await RequireUntrustedAsync(new GitChoice(Branch: "main"));
    }

    [Fact]
    public async Task A_commit_that_another_repository_has_is_not()
    {
        await MakeAsync();
        await GitAsync("checkout", "-q", "--detach", await CommitApartAsync());
        var objects = Path.Combine(_folder.Path, ".git", "objects");
        var other = Path.Combine(_folder.Path, "other");
        Directory.Move(objects, other);
        Directory.CreateDirectory(Path.Combine(objects, "info"));
        await File.WriteAllTextAsync(Path.Combine(objects, "info", "alternates"), other + "\n", TestContext.Current.CancellationToken);
        await RequireUntrustedAsync(new GitChoice());
    }

    [Fact]
    public async Task A_branch_without_commits_is_not_where_there_are_others()
    {
        await MakeAsync();
        await GitAsync("checkout", "-q", "--detach", await CommitApartAsync());
        await GitAsync("checkout", "-q", "--orphan", "fresh");
        await RequireUntrustedAsync(new GitChoice());
        await RequireUntrustedAsync(new GitChoice(Branch: "main"));
    }

    [Fact]
    public async Task A_new_repository_is_what_its_branch_follows()
    {
        await GitAsync("init", "-q", "-b", "main");
        await FollowAsync("main", "https://example.com/stranger/project.git", "refs/heads/main");
        await RequireUntrustedAsync(new GitChoice());
    }

    [Fact]
    public async Task A_tag_counts_by_the_branches_that_have_it_for_it_may_be_left_of_a_stranger_who_is_gone()
    {
        await MakeAsync();
        await AddRemoteAsync("origin", "us");
        await GitAsync("tag", "v2", await CommitApartAsync());
        await RequireUntrustedAsync(new GitChoice(Tag: "v2"));
        await RequireUntrustedAsync(new GitChoice(Revision: "v2"));
        await RequireUntrustedAsync(new GitChoice(Tag: "v2", Revision: "main"));
        await RequireTrustedAsync(new GitChoice(Tag: "v1"));
        await RequireTrustedAsync(new GitChoice(Revision: "v1"));
        await GitAsync("checkout", "-q", "--detach", "v2");
        await RequireUntrustedAsync(new GitChoice());
        await GitAsync("update-ref", "refs/remotes/origin/release", "v2");
        await RequireTrustedAsync(new GitChoice());
    }

    [Fact]
    public async Task A_tag_that_the_projects_remote_is_asked_for_by_name_is_the_projects_where_no_remote_is_a_strangers()
    {
        await MakeAsync();
        await AddRemoteAsync("origin", "us");
        await GitAsync("config", "remote.origin.fetch", "+refs/tags/v2:refs/tags/v2");
        await GitAsync("tag", "v2", await CommitApartAsync());
        await GitAsync("checkout", "-q", "--detach", "v2");
        await RequireTrustedAsync(new GitChoice());
        await RequireTrustedAsync(new GitChoice(Tag: "v2"));
        await AddRemoteAsync("stranger", "stranger");
        await RequireUntrustedAsync(new GitChoice());
    }

    [Theory]
    [InlineData("origin", "+refs/heads/*:refs/remotes/origin/*", "refs/remotes/origin/review/7", true)]
    [InlineData("origin", "+refs/heads/main:refs/remotes/origin/main", "refs/remotes/origin/review/7", true)]
    [InlineData("origin", "+refs/pull/*/head:refs/remotes/origin/pr/*", "refs/remotes/origin/pr/7", false)]
    [InlineData("origin", "+refs/pull/*/head:refs/remotes/origin/review/*", "refs/remotes/origin/review/7", false)]
    [InlineData("origin", "refs/pull/7/head:refs/remotes/origin/topic", "refs/remotes/origin/topic", false)]
    [InlineData("origin", "refs/*:refs/remotes/origin/all/*", "refs/remotes/origin/all/pull/7/head", false)]
    [InlineData("origin", "+refs/heads/pull/*:refs/remotes/origin/review/*", "refs/remotes/origin/review/7", false)]
    [InlineData("origin", "+refs/pull/*/head:refs/heads/review/*", "refs/heads/review/7", false)]
    [InlineData("origin", "+refs/pull/*/head:review/*", "refs/heads/review/7", false)]
    [InlineData("origin", "+refs/pull/*/head:heads/review/*", "refs/heads/review/7", false)]
    [InlineData("origin", "+refs/*:refs/*", "refs/heads/topic", true)]
    [InlineData("stranger", "+refs/heads/*:refs/remotes/origin/*", "refs/remotes/origin/topic", false)]
    [InlineData("stranger", "+refs/heads/*:refs/heads/*", "refs/heads/topic", false)]
    [InlineData("origin", "refs/pull/7/head", "refs/heads/topic", true)]
    [InlineData("origin", "^refs/heads/topic", "refs/heads/topic", true)]
    public async Task A_reference_is_what_the_settings_fetch_under_its_name(string remote, string rule, string reference, bool isTrusted)
    {
        await MakeAsync();
        await AddRemoteAsync("origin", "us");
        await GitAsync("config", "--add", $"remote.{remote}.fetch", rule);
        await GitAsync("update-ref", reference, await CommitApartAsync());

        Assert.Equal(isTrusted, (await ReadAsync(new GitChoice(Revision: reference))).IsTrusted);
        if (reference.StartsWith("refs/heads/", StringComparison.Ordinal))
        {
            await GitAsync("checkout", "-q", reference["refs/heads/".Length..]);
            Assert.Equal(isTrusted, (await ReadAsync(new GitChoice())).IsTrusted);
        }
    }

    [Fact]
    public async Task A_remote_branch_that_its_remotes_settings_do_not_name_is_not_known()
    {
        await MakeAsync();
        await AddRemoteAsync("origin", "us");
        await GitAsync("config", "remote.origin.fetch", "+refs/heads/main:refs/remotes/origin/main");
        await GitAsync("update-ref", "refs/remotes/origin/review/7", await CommitApartAsync());
        await RequireUntrustedAsync(new GitChoice(Revision: "refs/remotes/origin/review/7"));
    }

    [Theory]
    [InlineData("merge", "refs/heads/main")]
    [InlineData("remote", "origin")]
    public async Task A_branch_that_follows_several_is_not(string key, string last)
    {
        await MakeAsync();
        await AddRemoteAsync("origin", "us");
        await GitAsync("checkout", "-qb", "topic", await CommitApartAsync());
        await FollowAsync("topic", key == "remote" ? "https://example.com/stranger/project.git" : "origin", key == "merge" ? "refs/pull/7/head" : "refs/heads/topic");
        await GitAsync("config", "--add", $"branch.topic.{key}", last);
        await RequireUntrustedAsync(new GitChoice());
    }

    [Fact]
    public async Task A_submodule_that_was_left_where_a_pull_request_had_it_is_not()
    {
        await MakeAsync();
        var lib = Path.Combine(_folder.Path, "lib");
        await GitAsync("init", "-q", "-b", "main", "lib");
        await GitAsync("-C", lib, "commit", "-q", "--allow-empty", "-m", "the first");
        await GitAsync("-c", "advice.addEmbeddedRepo=false", "add", "lib");
        await GitAsync("commit", "-q", "-m", "a submodule");
        await RequireTrustedAsync(new GitChoice());

        await GitAsync("-C", lib, "commit", "-q", "--allow-empty", "-m", "a stranger's");
        await RequireUntrustedAsync(new GitChoice());
        await RequireUntrustedAsync(new GitChoice(Branch: "main"));
        await RequireTrustedAsync(new GitChoice(Revision: "main"));
        await GitAsync("add", "lib");
        await RequireTrustedAsync(new GitChoice());
    }

    [Theory]
    [InlineData("config", "[[[")]
    [InlineData("HEAD", "ref: rubbish")]
    public async Task A_submodule_that_cannot_be_read_is_not_and_keeps_no_run_from_beginning(string file, string content)
    {
        await MakeAsync();
        await GitAsync("init", "-q", "-b", "main", "lib");
        await GitAsync("-C", "lib", "commit", "-q", "--allow-empty", "-m", "the first");
        await GitAsync("-c", "advice.addEmbeddedRepo=false", "add", "lib");
        await GitAsync("commit", "-q", "-m", "a submodule");
        await RequireTrustedAsync(new GitChoice());

        _folder.Write($"lib/.git/{file}", content);
        await RequireUntrustedAsync(new GitChoice());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_repository_in_the_tree_that_the_project_does_not_track_is_not_and_one_that_git_ignores_is_not_sent(bool isWorktree)
    {
        await MakeAsync();
        await RequireTrustedAsync(new GitChoice());

        await GitAsync(isWorktree ? ["worktree", "add", "-q", "--detach", "plugins/evil"] : ["init", "-q", "plugins/evil"]);
        await RequireUntrustedAsync(new GitChoice());

        await File.WriteAllTextAsync(Path.Combine(_folder.Path, ".gitignore"), "plugins\n", TestContext.Current.CancellationToken);
        await RequireTrustedAsync(new GitChoice());
    }

    [Fact]
    public async Task A_commit_of_the_project_is_not_where_the_config_of_a_pull_request_would_run_it()
    {
        await MakeAsync();
        await GitAsync("checkout", "-qb", "pull/7");

        await RequireUntrustedAsync(new GitChoice(Revision: "main"));

        await GitAsync("checkout", "-q", "main");
        await RequireTrustedAsync(new GitChoice(Revision: "main"));
    }

    [Theory]
    [InlineData("origin", "refs/heads/topic", true)]
    [InlineData("origin", "refs/pull/7/head", false)]
    [InlineData("stranger", "refs/heads/topic", false)]
    [InlineData(".", "refs/heads/second", false)]
    [InlineData(".", "refs/heads/third", false)]
    public async Task A_branch_is_what_the_local_branches_that_it_follows_follow(string remote, string reference, bool isTrusted)
    {
        await MakeAsync();
        await AddRemoteAsync("origin", "us");
        await AddRemoteAsync("stranger", "stranger");
        await GitAsync("checkout", "-qb", "first", await CommitApartAsync());
        await FollowAsync("first", ".", "refs/heads/second");
        await FollowAsync("second", ".", "refs/heads/third");
        await FollowAsync("third", remote, reference);

        Assert.Equal(isTrusted, (await ReadAsync(new GitChoice())).IsTrusted);
        Assert.Equal(isTrusted, (await ReadAsync(new GitChoice(Branch: "first"))).IsTrusted);
        Assert.Equal(isTrusted, (await ReadAsync(new GitChoice(Revision: "first"))).IsTrusted);
    }

    [Theory]
    [InlineData("origin/alice", false)]
    [InlineData("upstream/a/b", false)]
    [InlineData("origin", true)]
    public async Task A_remote_branch_is_of_the_remote_with_the_longest_name(string remote, bool isTrusted)
    {
        await MakeAsync();
        await AddRemoteAsync("origin", "us");
        await AddRemoteAsync("upstream", "us");
        if (!isTrusted)
        {
            await AddRemoteAsync(remote, "stranger");
        }

        var reference = $"refs/remotes/{remote}/topic";
        await GitAsync("update-ref", reference, await CommitApartAsync());
        Assert.Equal(isTrusted, (await ReadAsync(new GitChoice(Revision: reference))).IsTrusted);
        Assert.Equal(isTrusted, (await ReadAsync(new GitChoice(Branch: reference["refs/remotes/".Length..].Split('/', 2)[1]))).IsTrusted);
    }

    public void Dispose() => _folder.Dispose();

    private Task<TrustScope> ReadAsync(GitChoice choice) => TrustReader.ReadAsync(_folder.Path, choice, TestContext.Current.CancellationToken);

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

    private Task<string> AddRemoteAsync(string name, string owner) => GitAsync("remote", "add", name, $"https://example.com/{owner}/project.git");

    private async Task FollowAsync(string branch, string remote, string reference)
    {
        await GitAsync("config", $"branch.{branch}.remote", remote);
        await GitAsync("config", $"branch.{branch}.merge", reference);
    }

    /// <summary>A commit that no reference has, as fetching a pull request leaves it.</summary>
    private async Task<string> CommitApartAsync() => (await GitAsync("commit-tree", "-m", "a stranger's", "-p", "HEAD", "HEAD^{tree}")).Trim();

    private Task<string> GitAsync(params string[] arguments) => TrialGit.RunAsync(_folder.Path, arguments, TestContext.Current.CancellationToken);
}
