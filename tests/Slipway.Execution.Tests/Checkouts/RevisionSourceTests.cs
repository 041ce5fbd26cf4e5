using Slipway.Execution.Checkouts;
using Slipway.Execution.Failures;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Tests.Checkouts;

public sealed class RevisionSourceTests : SourceContract
{
    protected override ISource Source => Of("main");

    [Fact]
    public async Task A_commit_comes_without_what_was_changed_since()
    {
        await File.WriteAllTextAsync(Path.Combine(Tree, "text"), "changed", Token);
        Assert.Equal("committed", await File.ReadAllTextAsync(Path.Combine(await SendAsync("job"), "text"), Token));
    }

    [Fact]
    public async Task A_commit_that_is_not_there_is_the_jobs_failure()
    {
        var refused = await Assert.ThrowsAsync<JobFailedException>(() => Of("nowhere").ReadAsync(_ => throw new InvalidOperationException(), Assert.Fail, Token));
        Assert.Equal($"{Tree} has no commit nowhere; name a commit, branch or tag of it", refused.Message);
    }

    private RevisionSource Of(string revision) => new(new JobSource.Commit(Tree, revision));
}
