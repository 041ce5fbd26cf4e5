using Slipway.Execution.Failures;
using Slipway.Execution.Steps;
using Slipway.Execution.Tests.Runs;
using Slipway.Model.Assignments;

namespace Slipway.Execution.Tests.Checkouts;

public sealed class Trees_that_are_trusted_no_more
{
    [Fact]
    public async Task Are_not_checked_out()
    {
        using var run = new BareRun();
        var refused = await Assert.ThrowsAsync<JobFailedException>(() => AskAsync(run, new TrustQuestion(null, null, null), "it is a stranger's"));
        Assert.Contains(run.Scope.Facts.Project.Folder, refused.Message, StringComparison.Ordinal);
        Assert.Contains("it is a stranger's", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--trusted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Are_checked_out_otherwise()
    {
        using var run = new BareRun();
        await AskAsync(run, null, "nobody asks");
        await AskAsync(run, new TrustQuestion(null, null, null), null);
    }

    private static Task AskAsync(BareRun run, TrustQuestion? question, string? answer) => Checkout.RequireTrustAsync(
        new JobSource.WorkingTree(run.Scope.Facts.Project.Folder, question), run.Ports with { FindDistrustAsync = (_, _) => Task.FromResult(answer) }, TestContext.Current.CancellationToken);
}
