using Slipway.Cli.Exits;
using Slipway.Cli.Running;
using Slipway.Config.Selection;

namespace Slipway.Cli.Tests.Running;

public sealed class RerunPushTests
{
    [Theory]
    [InlineData("main", null, "topic", null, "was for branch 'main', and this is branch 'topic'", "--branch main")]
    [InlineData(null, "v1", "main", null, "was for tag 'v1', and this is branch 'main'", "--tag v1")]
    [InlineData(null, null, "main", null, "was for a commit without a branch, and this is branch 'main'", "Run the pipeline anew")]
    public void A_run_for_another_branch_or_tag_is_not_run_again(string? earlier, string? earlierTag, string? now, string? nowTag, string what, string wayOut)
    {
        var refused = Assert.Throws<UsageException>(() => RerunPush.Check("3", new PushedRef(earlier, earlierTag), new PushedRef(now, nowTag)));

        Assert.Contains(what, refused.Message, StringComparison.Ordinal);
        Assert.Contains(wayOut, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("main", null)]
    [InlineData(null, "v1")]
    [InlineData(null, null)]
    public void A_run_for_the_same_is(string? branch, string? tag) => RerunPush.Check("3", new PushedRef(branch, tag), new PushedRef(branch, tag));
}
