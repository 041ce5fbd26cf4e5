using Slipway.Cli.Exits;
using Slipway.Cli.Repositories;
using Slipway.Testing.Folders;
using Slipway.Testing.Programs;
using Slipway.Testing.Repositories;

namespace Slipway.Cli.Tests.Repository;

public sealed class GitFactsReaderTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    [Trait("needs", "root")]
    public async Task Root_is_told_whose_a_tree_is_that_is_another_users()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give files away");
        await MakeRepositoryAsync();
        Tool.Must("chown", "-R", "65534:65534", _folder.Path);
        var refused = await Assert.ThrowsAsync<UsageException>(() => GitFactsReader.ReadAsync(_folder.Path, TestContext.Current.CancellationToken));
        Assert.Contains("belongs to nobody (user 65534), and slipway runs as root (user 0)", refused.Message, StringComparison.Ordinal);
        Assert.Contains("sudo from the owner's account", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("HEAD~1")]
    public async Task A_commit_is_known_by_any_of_its_names(string revision)
    {
        await MakeRepositoryAsync();
        var facts = await GitFactsReader.ReadAsync(_folder.Path, new GitChoice(Revision: revision), TestContext.Current.CancellationToken);
        Assert.Equal(40, facts.Revision?.Length);
        Assert.Equal(("the first", "One", "trunk"), (facts.CommitSubject, facts.AuthorName, facts.Branch));
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("--all")]
    public async Task A_commit_that_is_not_there_is_refused(string revision)
    {
        await MakeRepositoryAsync();
        var refused = await Assert.ThrowsAsync<UsageException>(
            () => GitFactsReader.ReadAsync(_folder.Path, new GitChoice(Revision: revision), TestContext.Current.CancellationToken));
        Assert.Contains($"--revision {revision}: there is no such commit", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a subject\n\n")]
    [InlineData("")]
    public async Task A_message_is_cut_and_leaves_the_author_whole(string begin)
    {
        await MakeRepositoryAsync();
        _folder.Write("message", begin + new string('x', 8 << 20));
        await GitAsync("commit", "-q", "--allow-empty", "--author", "Somebody <some@body.invalid>", "-F", Path.Combine(_folder.Path, "message"));
        var facts = await GitFactsReader.ReadAsync(_folder.Path, TestContext.Current.CancellationToken);
        Assert.Equal((40, "Somebody", "some@body.invalid"), (facts.Revision?.Length, facts.AuthorName, facts.AuthorEmail));
        Assert.InRange(facts.CommitSubject!.Length + facts.CommitBody!.Length, (1 << 20) - 200, 1 << 20);
    }

    [Fact]
    public async Task A_branch_that_is_named_is_the_default_one_or_not_by_its_own_name()
    {
        await MakeRepositoryAsync();
        Assert.False((await GitFactsReader.ReadAsync(_folder.Path, TestContext.Current.CancellationToken)).BranchIsDefault);
        Assert.True((await GitFactsReader.ReadAsync(_folder.Path, new GitChoice(Branch: "main"), TestContext.Current.CancellationToken)).BranchIsDefault);
        await GitAsync("checkout", "-qb", "main");
        Assert.False((await GitFactsReader.ReadAsync(_folder.Path, new GitChoice(Branch: "feature"), TestContext.Current.CancellationToken)).BranchIsDefault);
        Assert.Equal((null, "v9"), await FactsOfTagAsync("v9"));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(string?, string?)> FactsOfTagAsync(string tag)
    {
        var facts = await GitFactsReader.ReadAsync(_folder.Path, new GitChoice(Tag: tag), TestContext.Current.CancellationToken);
        Assert.False(facts.BranchIsDefault);
        return (facts.Branch, facts.Tag);
    }

    private async Task MakeRepositoryAsync()
    {
        await GitAsync("init", "-q", "-b", "trunk");
        await GitAsync("commit", "-q", "--allow-empty", "-m", "the first", "--author", "One <one@example.com>");
        await GitAsync("tag", "v1");
        await GitAsync("commit", "-q", "--allow-empty", "-m", "the second", "--author", "Two <two@example.com>");
    }

    private Task<string> GitAsync(params string[] arguments) => TrialGit.RunAsync(_folder.Path, arguments, TestContext.Current.CancellationToken);
}
