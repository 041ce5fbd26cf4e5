using System.Text;
using Slipway.Execution.Bounds;
using Slipway.Execution.TestResults;
using Slipway.Execution.Tests.Runs;
using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Execution.Tests.TestResults;

public sealed class Times_of_earlier_runs : IDisposable
{
    private readonly BareRun _run = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stay_for_all_nodes_of_a_run_what_they_were_for_the_first()
    {
        await KeepAsync("before");
        var first = await TextAsync(_run.Scope.TestTimings);
        await KeepAsync("meanwhile");
        Assert.Contains("before", first, StringComparison.Ordinal);
        Assert.Equal(first, await TextAsync(_run.Scope.TestTimings));
        using var next = new BareRun(_run.State, "2");
        Assert.Contains("meanwhile", await TextAsync(next.Scope.TestTimings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_runs_that_are_not_trusted_are_for_those_alone()
    {
        await KeepAsync("trusted");
        using var pull = new BareRun(_run.State, "2", TrustScope.Untrusted("pull/3", "a test says so"));
        Assert.Contains("trusted", await TextAsync(pull.Scope.TestTimings), StringComparison.Ordinal);

        await pull.Scope.TestTimings.KeepAsync([Case("of the pull request")], Token);

        using var next = new BareRun(_run.State, "3", TrustScope.Untrusted("refs/pull/3/head", "a test says so"));
        var seen = await TextAsync(next.Scope.TestTimings);
        Assert.Contains("of the pull request", seen, StringComparison.Ordinal);
        Assert.Contains("\"trusted\"", seen, StringComparison.Ordinal);
        using var trusted = new BareRun(_run.State, "4");
        Assert.DoesNotContain("of the pull request", await TextAsync(trusted.Scope.TestTimings), StringComparison.Ordinal);
        using var other = new BareRun(_run.State, "5", TrustScope.Untrusted("pull/4", "a test says so"));
        Assert.DoesNotContain("of the pull request", await TextAsync(other.Scope.TestTimings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Are_nothing_for_all_nodes_of_a_first_run()
    {
        Assert.Equal("", await TextAsync(_run.Scope.TestTimings));
        await KeepAsync("meanwhile");
        Assert.Equal("", await TextAsync(_run.Scope.TestTimings));
    }

    [Fact]
    public async Task Come_from_all_nodes_of_one_attempt_of_a_job()
    {
        var folder = _run.Scope.Folder;
        foreach (var (job, node, build) in (IEnumerable<(string, int, int)>)[("job", 0, 7), ("job", 11, 7), ("job", 0, 8), ("job-0", 0, 9)])
        {
            await using var record = TestRecord.Open(folder, new JobRef("main", job, node), build, new JobStorage(new StorageLimits()));
            Assert.True(record.TryAdd(Case($"{job} {node} {build}")));
        }

        Assert.Equal(["job 0 7", "job 11 7"], TestRecord.Read(folder, "job", 7).Select(test => test.Name).Order());
    }

    [Theory]
    [InlineData(2, 1_000_000)]
    [InlineData(1000, 170)]
    public async Task Are_kept_of_as_many_tests_as_there_is_room_for(int tests, int bytes)
    {
        var folder = _run.Scope.Folder;
        await using (var record = TestRecord.Open(folder, new JobRef("main", "job"), 7, new JobStorage(new StorageLimits { Tests = tests, TestResults = bytes })))
        {
            Assert.Equal([true, true, false, false], Enumerable.Range(1, 4).Select(number => record.TryAdd(Case($"test {number}"))));
            Assert.Equal(2, record.Tests);
        }

        Assert.Equal(["test 1", "test 2"], TestRecord.Read(folder, "job", 7).Select(test => test.Name));
    }

    public void Dispose() => _run.Dispose();

    private static TestCase Case(string name) => new("Class", name, null, 1, "success", null);

    private static async Task<string> TextAsync(TestTimings timings) => Encoding.UTF8.GetString(await timings.KnownAsync());

    private Task KeepAsync(string test) => new TestTimings(_run.State.Timings("project-1")).KeepAsync([Case(test)], Token);
}
