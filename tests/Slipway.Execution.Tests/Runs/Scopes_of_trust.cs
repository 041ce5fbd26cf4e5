using Slipway.Engines.Leases;
using Slipway.Model.Assignments;
using Slipway.Model.Plans;

namespace Slipway.Execution.Tests.Runs;

public sealed class Scopes_of_trust
{
    [Theory]
    [InlineData("pull/12", "pull-12")]
    [InlineData("pull/12/head", "pull-12")]
    [InlineData("refs/pull/12/merge", "pull-12")]
    [InlineData("merge-requests/3/head", "pull-3")]
    [InlineData("refs/merge-requests/3/head", "pull-3")]
    [InlineData("pull/7 ", "pull-7")]
    [InlineData("pull/7\n", "pull-7")]
    [InlineData("Pull/7", "pull-7")]
    [InlineData("pr/7", "pull-7")]
    [InlineData("PR-7", "pull-7")]
    [InlineData("mr/7", "pull-7")]
    [InlineData("origin/pull/7/head", "pull-7")]
    [InlineData("refs/remotes/pull/7/head", "pull-7")]
    [InlineData("refs/remotes/origin/pr/7", "pull-7")]
    [InlineData("pull/7/head/x", "pull-7")]
    [InlineData("pull/\uff17", "pull-7")]
    [InlineData("pull/\u0667", "pull-7")]
    [InlineData("pull\uff0f7", "pull-7")]
    [InlineData("pull/\u200b7", "pull-7")]
    [InlineData("refs//pull//7", "pull-7")]
    [InlineData("pull-requests/7/from", "pull-7")]
    [InlineData("refs/changes/34/1234/5", "pull-1234")]
    [InlineData("PR-7-merge", "pull-7")]
    [InlineData("PR-7-head", "pull-7")]
    [InlineData("pulls/7-title", "pull-7")]
    [InlineData("pr/alice/7", "pull-7")]
    [InlineData("mr/alice/7", "pull-7")]
    [InlineData("refs/remotes/origin/pr/alice/7", "pull-7")]
    [InlineData("mr-origin-7", "pull-7")]
    [InlineData("pull-7", "pull-7")]
    [InlineData("pr_1", "pull-1")]
    [InlineData("pr_1_fix", "pull-1")]
    [InlineData("PR1", "pull-1")]
    [InlineData("pr#7", "pull-7")]
    [InlineData("pull-request-7", "pull-7")]
    [InlineData("pull_request_7", "pull-7")]
    [InlineData("mergerequest-7", "pull-7")]
    [InlineData("alice/pull/7", "pull-7")]
    [InlineData("gh/pr/7", "pull-7")]
    [InlineData("refs/heads/alice/pull/7", "pull-7")]
    [InlineData("refs/remotes/origin/alice/pr/7", "pull-7")]
    public void Are_those_of_pull_requests_however_they_are_written(string branch, string scope)
    {
        Assert.True(TrustScope.IsPullRequest(branch));
        Assert.Equal(scope, TrustScope.Untrusted(branch, "a test says so").Name);
    }

    [Theory]
    [InlineData("main")]
    [InlineData("feature/pr-12-login")]
    [InlineData("pull/x")]
    [InlineData("pullrequest")]
    [InlineData("release/7")]
    [InlineData("7")]
    [InlineData("my/feature/pull/12")]
    [InlineData("pull-12th")]
    [InlineData("spring7")]
    [InlineData("pr/alice/seven")]
    [InlineData("pr-template-2")]
    [InlineData("pull/7th")]
    [InlineData("\ud800")]
    public void Are_not_those_of_pull_requests_for_ordinary_names(string branch)
    {
        Assert.False(TrustScope.IsPullRequest(branch));
        Assert.Matches("^untrusted-[0-9a-f]{12}$", TrustScope.Untrusted(branch, "a test says so").Name);
        Assert.NotEqual(TrustScope.Untrusted(branch, "").Name, TrustScope.Untrusted(branch + "x", "").Name);
    }

    [Theory]
    [InlineData("trusted", "main", true)]
    [InlineData("pull-7", "main", false)]
    [InlineData("untrusted-0123456789ab", null, false)]
    [InlineData("../../x", "main", false)]
    [InlineData(null, "main", true)]
    [InlineData(null, null, true)]
    [InlineData(null, "pull/7", false)]
    public void Are_kept_by_reruns(string? name, string? branch, bool isTrusted)
    {
        var scope = TrustScope.OfEarlier(name, branch, "3");

        Assert.Equal(isTrusted, scope.IsTrusted);
        Assert.Equal(isTrusted, scope.Reason is null);
        Assert.DoesNotContain('/', scope.Name);
    }

    [Fact]
    public void Name_layers_and_caches()
    {
        Assert.Equal("pull-12", TrustScope.Untrusted("pull/12", "a test says so").Name);
        Assert.Equal(LayerCacheKey.Trusted, TrustScope.Trusted.Name);
    }

    [Fact]
    public void Decide_about_secrets()
    {
        using var trusted = new BareRun();
        using var pull = new BareRun(trust: TrustScope.Untrusted("pull/12", "a test says so"));

        var plan = new JobPlan { Name = "job", Definition = "job" };
        var assignment = pull.Assign(plan);
        Assert.True(trusted.Assign(plan).MayUseSecrets);
        Assert.False(assignment.MayUseSecrets);
        Assert.True((assignment with { Choices = assignment.Choices with { Untrusted = new() { Secrets = true } } }).MayUseSecrets);
    }
}
