using Slipway.Execution.Failures;
using Slipway.Execution.Runs;
using Slipway.Execution.Steps;
using Slipway.Execution.Tests.Runs;

namespace Slipway.Execution.Tests.Checkouts;

public sealed class Trees_that_are_trusted_no_more
{
    [Fact]
    public async Task Are_not_checked_out()
    {
        using var run = new BareRun();
        var refused = await Assert.ThrowsAsync<JobFailedException>(() => AskAsync(run, _ => Task.FromResult<string?>("it is a stranger's")));
        Assert.Contains(run.Scope.Facts.Project.Folder, refused.Message, StringComparison.Ordinal);
        Assert.Contains("it is a stranger's", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--trusted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Are_checked_out_otherwise()
    {
        using var run = new BareRun();
        await AskAsync(run, null);
        await AskAsync(run, _ => Task.FromResult<string?>(null));
    }

    private static Task AskAsync(BareRun run, Func<CancellationToken, Task<string?>>? find) =>
        Checkout.RequireTrustAsync(run.Scope with { Choices = new RunChoices { FindDistrust = find } }, TestContext.Current.CancellationToken);
}
