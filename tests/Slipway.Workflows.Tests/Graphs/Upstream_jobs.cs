using Slipway.Model.Plans;
using Slipway.Workflows.Graphs;

namespace Slipway.Workflows.Tests.Graphs;

public sealed class Upstream_jobs
{
    private static readonly GraphJob[] Diamond = [Job("last", "left", "right"), Job("left", "first"), Job("right", "first"), Job("first"), Job("other")];

    [Fact]
    public void Come_in_the_order_of_the_graph() =>
        Assert.Equal(["first", "left", "right"], new UpstreamJobs(Diamond, "last").Jobs);

    [Fact]
    public void Of_a_first_job_are_none() => Assert.Empty(new UpstreamJobs(Diamond, "first").Jobs);

    [Fact]
    public void Are_concurrent_when_none_comes_after_the_other()
    {
        var upstream = new UpstreamJobs(Diamond, "last");
        Assert.True(upstream.AreConcurrent(("left", 0), ("right", 0)));
        Assert.True(upstream.AreConcurrent(("left", 0), ("left", 1)));
        Assert.False(upstream.AreConcurrent(("first", 0), ("right", 0)));
        Assert.False(upstream.AreConcurrent(("left", 0), ("left", 0)));
    }

    private static GraphJob Job(string name, params string[] requires) =>
        new(name, JobKind.Build, [.. requires.Select(job => new Requirement(job, [RequiredStatus.Success]))]);
}
