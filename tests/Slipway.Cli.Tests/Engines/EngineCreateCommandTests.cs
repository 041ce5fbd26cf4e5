using Slipway.Cli.Exits;
using Slipway.Cli.Tests.Repository;

namespace Slipway.Cli.Tests.Engines;

public sealed class EngineCreateCommandTests
{
    [Theory]
    [InlineData("--memory", "99999999T", "'99999999T' is more than any machine has")]
    [InlineData("--memory", "20M", "--memory 20M is too little: no engine starts with less than 128M")]
    [InlineData("--memory", "much", "'much' is no size")]
    [InlineData("--disk", "1M", "--disk 1M is too little: no engine starts with less than 64M")]
    [InlineData("--cpus", "0", "--cpus 0 cannot be: an engine has 0.1 to 4096 cores")]
    [InlineData("--cpus", "NaN", "--cpus NaN cannot be")]
    [InlineData("--cpus", "1e30", "--cpus 1E+30 cannot be")]
    public async Task A_size_that_no_engine_can_have_is_refused_with_the_sizes_that_one_can(string option, string value, string expected)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Without root no engine is asked for.");
        var run = await ProgramRun.OfAsync("engine", "create", option, value);
        Assert.Equal((int)ExitCode.Invalid, run.ExitCode);
        Assert.StartsWith("slipway: " + expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_of_less_than_nothing_is_refused()
    {
        var run = await ProgramRun.OfAsync("host", "--pool", "-1");
        Assert.Equal((int)ExitCode.Invalid, run.ExitCode);
        Assert.Contains("--pool -1: the least is 0", run.Error, StringComparison.Ordinal);
    }
}
