namespace Slipway.Execution.Tests.Runs;

public sealed class Scopes_of_trust
{
    [Theory]
    [InlineData("pull/12", "pull-12")]
    [InlineData("pull/12/head", "pull-12")]
    [InlineData("refs/pull/12/merge", "pull-12")]
    [InlineData("merge-requests/3/head", "pull-3")]
    [InlineData("refs/merge-requests/3/head", "pull-3")]
    [InlineData("main", "trusted")]
    [InlineData("pull/12/../../x", "trusted")]
    [InlineData("pull/x", "trusted")]
    [InlineData("pull/12\n", "trusted")]
    [InlineData("my/pull/12", "trusted")]
    [InlineData(null, "trusted")]
    public void Are_those_of_pull_requests_and_else_the_projects(string? branch, string scope)
    {
        using var run = new BareRun();
        var layers = (run.Scope.Facts with { Branch = branch }).LayerCaches;
        Assert.Equal(("project-1", scope), (layers.Project, layers.TrustScope));
    }
}
