using Slipway.Cli.Repositories;
using Slipway.Model.Assignments;
using Slipway.Testing.Folders;
using Slipway.Testing.Repositories;

namespace Slipway.Cli.Tests.Repository;

/// <summary>Clones of real repositories with a pull request, which are called and fetched in many ways.</summary>
public sealed class CommitsOfOthersTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public static TheoryData<string> Ways => new(
        "fetch -q origin pull/7/head:fix; checkout -q fix",
        "fetch -q origin pull/7/head:fix; fetch -q origin; checkout -q fix",
        "fetch -q origin pull/7/head:fix; merge -q fix; branch -q -D fix",
        "fetch -q origin pull/7/head; checkout -q -b review FETCH_HEAD",
        "fetch -q origin pull/7/head; checkout -q -b review FETCH_HEAD; fetch -q origin main",
        "fetch -q origin pull/7/head; checkout -q FETCH_HEAD; switch -q -c look",
        "fetch -q origin pull/7/head; checkout -q FETCH_HEAD; switch -q -c look; fetch -q origin main",
        "fetch -q origin pull/7/head; reset -q --hard FETCH_HEAD; fetch -q origin main",
        "fetch -q origin pull/7/head; merge -q FETCH_HEAD; fetch -q origin main",
        "commit -q --allow-empty -m mine; fetch -q origin pull/7/head; merge -q -m merged FETCH_HEAD; fetch -q origin main",
        "fetch -q origin pull/7/head; rebase -q FETCH_HEAD; fetch -q origin main",
        "fetch -q origin pull/7/head; merge -q --no-ff --no-commit FETCH_HEAD",
        "checkout -q -b alice-patch main; pull -q THEIRS refs/pull/7/head",
        "checkout -q -b alice-patch main; pull -q THEIRS refs/pull/7/head; fetch -q origin main",
        "pull -q origin pull/7/head",
        "pull -q origin pull/7/head; fetch -q origin main; commit -q --allow-empty -m mine",
        "commit -q --allow-empty -m mine; pull -q --no-rebase --no-edit origin pull/7/head; fetch -q origin main",
        "commit -q --allow-empty -m mine; pull -q --rebase origin pull/7/head; fetch -q origin main",
        "remote add alice THEIRS; fetch -q alice; checkout -q --no-track -b rev alice/seven",
        "remote add alice THEIRS; fetch -q alice; reset -q --hard alice/seven",
        "remote add alice THEIRS; fetch -q alice; checkout -q --no-track -b rev alice/seven~1",
        "remote add alice THEIRS; fetch -q alice; merge -q alice/seven",
        "remote add alice THEIRS; fetch -q alice; reset -q --hard alice/seven; update-ref refs/remotes/alice/seven main~0",
        "fetch -q origin +refs/pull/*/head:refs/remotes/origin/pr/*; checkout -q --no-track -b rev origin/pr/7",
        "fetch -q origin +refs/pull/*/head:refs/pull/*; reset -q --hard refs/pull/7",
        "fetch -q origin refs/pull/7/head:refs/changes/7; reset -q --hard refs/changes/7",
        "fetch -q origin pull/7/head; worktree add -q -b wt ../wt FETCH_HEAD; checkout -q --ignore-other-worktrees wt",
        "worktree add -q ../wt2; -C ../wt2 fetch -q origin pull/7/head; -C ../wt2 merge -q FETCH_HEAD; merge -q wt2");

    public static TheoryData<string> OwnWays => new(
        "",
        "commit -q --allow-empty -m mine",
        "checkout -q -b mine; commit -q --allow-empty -m mine; fetch -q origin",
        "checkout -q -b mine origin/feature; commit -q --allow-empty -m mine",
        "checkout -q feature; commit -q --allow-empty -m mine; commit -q --amend --allow-empty -m again",
        "fetch -q origin feature; checkout -q -b mine FETCH_HEAD",
        "fetch -q origin feature:mine; checkout -q mine",
        "pull -q origin feature",
        "commit -q --allow-empty -m mine; pull -q --no-rebase --no-edit origin feature",
        "commit -q --allow-empty -m mine; pull -q --rebase origin feature",
        "commit -q --allow-empty -m mine; merge -q --no-edit origin/feature",
        "fetch -q origin pull/7/head; commit -q --allow-empty -m mine",
        "fetch -q origin pull/7/head:fix; commit -q --allow-empty -m mine",
        "remote add alice THEIRS; fetch -q alice; commit -q --allow-empty -m mine",
        "fetch -q origin pull/7/head; checkout -q FETCH_HEAD; checkout -q main",
        "remote add fork FORK; commit -q --allow-empty -m mine; push -q fork main:topic; fetch -q fork",
        "commit -q --allow-empty -m mine; branch pr-7; checkout -q pr-7; checkout -q main",
        "stash; commit -q --allow-empty -m mine; tag mine; notes add -m x; stash list");

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Are_found_whatever_the_branch_is_called(string commands)
    {
        await MakeAsync();
        await RunAsync(commands);

        var scope = await ReadAsync(new GitChoice());
        Assert.False(scope.IsTrusted);
        Assert.Contains("came from elsewhere", scope.Reason!, StringComparison.Ordinal);
        Assert.Contains("--trusted", scope.Reason!, StringComparison.Ordinal);
        Assert.False((await ReadAsync(new GitChoice(Branch: "main"))).IsTrusted);
    }

    [Theory]
    [MemberData(nameof(OwnWays))]
    public async Task Are_not_what_the_user_has_made_on_top_of_the_projects_branches(string commands)
    {
        await MakeAsync();
        await RunAsync(commands);
        Assert.Null((await ReadAsync(new GitChoice())).Reason);
    }

    [Fact]
    public async Task Are_the_projects_once_a_branch_of_it_has_them()
    {
        await MakeAsync();
        await RunAsync("pull -q origin pull/7/head");
        Assert.False((await ReadAsync(new GitChoice())).IsTrusted);
        await RunAsync("push -q origin main");
        Assert.Null((await ReadAsync(new GitChoice())).Reason);
    }

    [Fact]
    public async Task Are_not_run_by_name_either()
    {
        await MakeAsync();
        await RunAsync("fetch -q origin pull/7/head:fix");
        Assert.False((await ReadAsync(new GitChoice(Revision: "fix"))).IsTrusted);
        Assert.Null((await ReadAsync(new GitChoice(Revision: "main"))).Reason);
    }

    [Theory]
    [InlineData("--depth=1")]
    [InlineData("--single-branch")]
    public async Task Are_told_apart_in_a_clone_that_has_not_all(string how)
    {
        await MakeAsync();
        await GitAsync("us", "clone", "-q", how, "file://" + At("origin"), At("less"));
        Directory.Move(At("us"), At("whole"));
        Directory.Move(At("less"), At("us"));
        Assert.Null((await ReadAsync(new GitChoice())).Reason);
        await RunAsync("commit -q --allow-empty -m mine");
        Assert.Null((await ReadAsync(new GitChoice())).Reason);
        await RunAsync("fetch -q origin feature; checkout -q -b feature FETCH_HEAD");
        Assert.Null((await ReadAsync(new GitChoice())).Reason);
        await RunAsync("fetch -q origin pull/7/head; checkout -q -b fix FETCH_HEAD");
        Assert.False((await ReadAsync(new GitChoice())).IsTrusted);
    }

    [Fact]
    public async Task Are_none_in_a_repository_without_a_remote()
    {
        await GitAsync("", "init", "-q", "-b", "main", "us");
        await RunAsync("commit -q --allow-empty -m first; checkout -q -b other; commit -q --allow-empty -m second; checkout -q main; merge -q other");
        Assert.Null((await ReadAsync(new GitChoice())).Reason);
    }

    [Theory]
    [InlineData("logs/HEAD")]
    [InlineData("FETCH_HEAD")]
    public async Task Are_feared_where_git_cannot_be_read(string file)
    {
        await MakeAsync();
        await RunAsync("commit -q --allow-empty -m mine");
        var path = Path.Combine(At("us"), ".git", file);
        File.Delete(path);
        File.CreateSymbolicLink(path, At("elsewhere"));
        Assert.Contains("cannot be told", (await ReadAsync(new GitChoice())).Reason!, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string At(string name) => Path.Combine(_folder.Path, name);

    private Task<TrustScope> ReadAsync(GitChoice choice) => TrustReader.ReadAsync(At("us"), choice, TestContext.Current.CancellationToken);

    /// <summary>The project with a branch of a colleague's and a pull request, the stranger's own repository, and a clone of the project.</summary>
    private async Task MakeAsync()
    {
        await GitAsync("", "init", "-q", "-b", "main", "origin");
        await GitAsync("origin", "config", "receive.denyCurrentBranch", "ignore");
        await GitAsync("origin", "commit", "-q", "--allow-empty", "-m", "the first");
        await GitAsync("origin", "checkout", "-q", "-b", "feature");
        await GitAsync("origin", "commit", "-q", "--allow-empty", "-m", "a colleague's");
        await GitAsync("origin", "checkout", "-q", "-b", "seven", "main");
        await GitAsync("origin", "commit", "-q", "--allow-empty", "-m", "a stranger's");
        await GitAsync("origin", "commit", "-q", "--allow-empty", "-m", "a stranger's second");
        await GitAsync("origin", "update-ref", "refs/pull/7/head", "seven");
        await GitAsync("origin", "checkout", "-q", "main");
        await GitAsync("", "clone", "-q", "--mirror", "origin", "theirs");
        await GitAsync("", "clone", "-q", "--bare", "origin", "fork");
        await GitAsync("origin", "branch", "-q", "-D", "seven");
        await GitAsync("fork", "branch", "-q", "-D", "seven");
        await GitAsync("", "clone", "-q", "origin", "us");
    }

    private async Task RunAsync(string commands)
    {
        foreach (var command in commands.Split("; ", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = [.. command.Split(' ')];
            await GitAsync("us", [.. words.Select(word => word switch
            {
                "THEIRS" => At("theirs"),
                "FORK" => At("fork"),
                _ => word,
            })]);
        }
    }

    private Task<string> GitAsync(string folder, params string[] arguments) =>
        TrialGit.RunAsync(At(folder), ["-c", "advice.detachedHead=false", .. arguments], TestContext.Current.CancellationToken);
}
