using Slipway.Cli.Exits;
using Slipway.Cli.Running;
using Slipway.Model.Assignments;

namespace Slipway.Cli.Tests.Running;

public sealed class RerunTrustTests
{
    private static readonly TrustScope Stranger = TrustScope.Untrusted("pull/7", "a test says so");

    [Fact]
    public void Code_that_is_not_trusted_gets_no_workspace_of_a_trusted_run()
    {
        var refused = Assert.Throws<UsageException>(() => RerunTrust.Of("3", TrustScope.Trusted, Stranger));
        Assert.Contains("--rerun 3", refused.Message, StringComparison.Ordinal);
        Assert.Contains("a test says so", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--trusted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_untrusted_run_stays_that()
    {
        Assert.Equal("pull-7", RerunTrust.Of("3", Stranger, TrustScope.Trusted).Name);
        Assert.Equal("pull-7", RerunTrust.Of("3", Stranger, TrustScope.Untrusted("pull/8", "it is another")).Name);
        Assert.True(RerunTrust.Of("3", TrustScope.Trusted, TrustScope.Trusted).IsTrusted);
    }
}
