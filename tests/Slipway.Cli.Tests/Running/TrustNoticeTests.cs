using Slipway.Cli.Running;
using Slipway.Model.Assignments;

namespace Slipway.Cli.Tests.Running;

public sealed class TrustNoticeTests
{
    [Fact]
    public void Trusted_runs_need_none() => Assert.Null(TrustNotice.Text(TrustScope.Trusted, new UntrustedGrants()));

    [Fact]
    public void Untrusted_runs_are_told_why_what_follows_and_the_way_out()
    {
        var pull = TrustScope.Untrusted("pull/7", "pull/7 is the name of a pull request");

        var text = TrustNotice.Text(pull, new UntrustedGrants());
        var granted = TrustNotice.Text(pull, new UntrustedGrants { Secrets = true, Logins = true, LocalImages = ["x"] });

        Assert.Contains("untrusted: pull/7 is the name of a pull request.", text, StringComparison.Ordinal);
        Assert.Contains("no contexts", text, StringComparison.Ordinal);
        Assert.Contains("docker logins", text, StringComparison.Ordinal);
        Assert.Contains("--trusted", text, StringComparison.Ordinal);
        Assert.DoesNotContain("contexts", granted, StringComparison.Ordinal);
        Assert.DoesNotContain("docker logins", granted, StringComparison.Ordinal);
    }
}
