using Slipway.Execution.Checkouts;
using Slipway.Execution.Failures;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Tests.Checkouts;

public sealed class WorkingTreeSourceTests : SourceContract
{
    protected override ISource Source => Of(null, "nobody asks");

    [Fact]
    public async Task A_tree_comes_as_it_is_now()
    {
        await File.WriteAllTextAsync(Path.Combine(Tree, "text"), "changed", Token);
        Assert.Equal("changed", await File.ReadAllTextAsync(Path.Combine(await SendAsync("job"), "text"), Token));
    }

    [Fact]
    public async Task A_tree_that_is_trusted_no_more_is_not_read()
    {
        var refused = await Assert.ThrowsAsync<JobFailedException>(() => Of(new TrustQuestion(null, null, null), "it is a stranger's").ReadAsync(_ => throw new InvalidOperationException(), Assert.Fail, Token));
        Assert.Contains(Tree, refused.Message, StringComparison.Ordinal);
        Assert.Contains("it is a stranger's", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--trusted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tree_that_is_still_trusted_is_read()
    {
        var tars = 0;
        await Of(new TrustQuestion(null, null, null), null).ReadAsync(
            tar =>
            {
                tars++;
                return tar.CopyToAsync(Stream.Null, Token);
            },
            Assert.Fail,
            Token);
        Assert.Equal(1, tars);
    }

    private WorkingTreeSource Of(TrustQuestion? question, string? answer) => new(new JobSource.WorkingTree(Tree, question), (_, _) => Task.FromResult(answer));
}
