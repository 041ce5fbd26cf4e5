using Slipway.Execution.Logs;
using Slipway.Execution.State;
using Slipway.Model.Events;

namespace Slipway.Execution.Tests.Runs;

public sealed class Names_of_files
{
    private static readonly RunFolder Folder = new("1", "/runs/1");

    [Theory]
    [InlineData("test é", "test ü")]
    [InlineData("a/b", "a:b")]
    [InlineData(".a", "a")]
    [InlineData("a b", "a_b")]
    public void Are_another_for_another_job(string one, string other) =>
        Assert.NotEqual(Folder.PathOfLog(new JobRef("main", one), "001-step"), Folder.PathOfLog(new JobRef("main", other), "001-step"));

    [Fact]
    public void Are_another_for_names_that_begin_the_same()
    {
        var name = new string('x', 80);
        Assert.NotEqual(Folder.ArtifactsOf(new JobRef("main", name + "1")), Folder.ArtifactsOf(new JobRef("main", name + "2")));
    }

    [Fact]
    public void Are_the_names_themselves_where_those_are_good() =>
        Assert.Equal("/runs/1/logs/main/test-1.2_x/3/001-Run_it.log", Folder.PathOfLog(new JobRef("main", "test-1.2_x", 3), LogId.OfStep(1, 1, "Run it")));
}
