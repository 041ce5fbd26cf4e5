using Slipway.Execution.Bounds;
using Slipway.Execution.State;
using Slipway.Execution.TestResults;
using Slipway.Execution.Tests.Runs;
using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Execution.Tests.TestResults;

public sealed class Times_of_earlier_runs : IDisposable
{
    private readonly BareRun _run = new();

    [Fact]
    public void Come_from_all_nodes_of_one_attempt_of_a_job()
    {
        var folder = _run.Folder;
        foreach (var (job, node, build) in (IEnumerable<(string, int, int)>)[("job", 0, 7), ("job", 11, 7), ("job", 0, 8), ("job-0", 0, 9)])
        {
            var record = new TestRecordWriter(_run.Recorder.Journal, new JobRef("main", job, node), build, new JobStorage(new StorageLimits()));
            Assert.True(record.TryAdd(Case($"{job} {node} {build}")));
            record.Flush();
        }

        Assert.Equal(["job 0 7", "job 11 7"], TestRecord.Read(folder, "job", 7).Select(test => test.Name).Order());
    }

    [Theory]
    [InlineData(2, 1_000_000)]
    [InlineData(1000, 170)]
    public void Are_kept_of_as_many_tests_as_there_is_room_for(int tests, int bytes)
    {
        var folder = _run.Folder;
        var record = new TestRecordWriter(_run.Recorder.Journal, new JobRef("main", "job"), 7, new JobStorage(new StorageLimits { Tests = tests, TestResults = bytes }));
        Assert.Equal([true, true, false, false], Enumerable.Range(1, 4).Select(number => record.TryAdd(Case($"test {number}"))));
        Assert.Equal(2, record.Tests);
        record.Flush();
        Assert.Equal(["test 1", "test 2"], TestRecord.Read(folder, "job", 7).Select(test => test.Name));
    }

    public void Dispose() => _run.Dispose();

    private static TestCase Case(string name) => new("Class", name, null, 1, "success", null);
}
