using Slipway.Execution.State;
using Slipway.Model.Events;

namespace Slipway.Execution.Tests.Runs;

public sealed class Names_of_files
{
    [Theory]
    [InlineData("test é", "test ü")]
    [InlineData("a/b", "a:b")]
    [InlineData(".a", "a")]
    [InlineData("a b", "a_b")]
    public void Are_another_for_another_job(string one, string other) =>
        Assert.NotEqual(RunFolder.Log(new JobRef("main", one), 1, 1, "step"), RunFolder.Log(new JobRef("main", other), 1, 1, "step"));

    [Fact]
    public void Are_another_for_names_that_begin_the_same()
    {
        var folder = new RunFolder("1", "/runs/1");
        var name = new string('x', 80);
        Assert.NotEqual(folder.ArtifactsOf(new JobRef("main", name + "1")), folder.ArtifactsOf(new JobRef("main", name + "2")));
    }

    [Fact]
    public void Are_the_names_themselves_where_those_are_good() =>
        Assert.Equal("logs/main/test-1.2_x/3/001-Run_it.log", RunFolder.Log(new JobRef("main", "test-1.2_x", 3), 1, 1, "Run it"));
}
