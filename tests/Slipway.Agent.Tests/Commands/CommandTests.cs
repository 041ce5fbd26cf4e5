using System.Globalization;
using Slipway.Agent.Commands;

namespace Slipway.Agent.Tests.Commands;

public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-commands-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_test_goes_to_exactly_one_node()
    {
        string[] tests = [.. Enumerable.Range(0, 23).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        foreach (var weights in (Dictionary<string, double>?[])[null, tests.ToDictionary(t => t, t => double.Parse(t, CultureInfo.InvariantCulture))])
        {
            var shares = TestSplitter.Split(tests, weights, 4);
            Assert.Equal(4, shares.Count);
            Assert.Equal(tests.Order(StringComparer.Ordinal), shares.SelectMany(share => share).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Heavy_tests_are_balanced_by_weight()
    {
        var weights = new Dictionary<string, double> { ["slow"] = 9, ["a"] = 3, ["b"] = 3, ["c"] = 3 };
        var shares = TestSplitter.Split([.. weights.Keys], weights, 2);
        Assert.Equal(["slow"], shares[0]);
        Assert.Equal(["a", "b", "c"], shares[1]);
    }

    [Fact]
    public void Times_of_earlier_runs_weigh_by_file()
    {
        var timings = Path.Combine(_folder, "results.json");
        File.WriteAllText(timings, """{"tests":[{"file":"./a","classname":"A","name":"x","run_time":2.5},{"file":"a","name":"y","run_time":1},{"file":"b","name":"z","run_time":4}]}""");
        var weights = TestWeights.Of(["a", "b", "new"], SplitOptions.Parse(["--split-by=timings", "--timings-file", timings, "--time-default=10s"]));
        Assert.Equal(new Dictionary<string, double> { ["a"] = 3.5, ["b"] = 4, ["new"] = 10 }, weights);
    }

    [Theory]
    [InlineData("filename")]
    [InlineData("autodetect")]
    public void Tests_that_are_listed_with_their_folder_have_the_times_of_those_without(string type)
    {
        var timings = Path.Combine(_folder, "results.json");
        File.WriteAllText(timings, """{"tests":[{"file":"a","run_time":2.5},{"file":"./b","run_time":4}]}""");
        var weights = TestWeights.Of(["./a", "./b"], SplitOptions.Parse(["--split-by=timings", "--timings-type", type, "--timings-file", timings]));
        Assert.Equal(new Dictionary<string, double> { ["./a"] = 2.5, ["./b"] = 4 }, weights);
    }

    [Fact]
    public void Large_files_are_heavy()
    {
        File.WriteAllText(Path.Combine(_folder, "large"), new string('x', 1000));
        File.WriteAllText(Path.Combine(_folder, "small"), "x");
        string[] tests = [Path.Combine(_folder, "large"), Path.Combine(_folder, "small"), Path.Combine(_folder, "missing")];
        var shares = TestSplitter.Split(tests, TestWeights.Of(tests, SplitOptions.Parse(["--split-by=filesize"])), 2);
        Assert.Equal([tests[0]], shares[0]);
        Assert.Equal([tests[1], tests[2]], shares[1]);
    }
}
