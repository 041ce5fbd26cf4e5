using Slipway.Execution.Bounds;
using Slipway.Execution.Runs;
using Slipway.Execution.State;
using Slipway.Execution.Tests.Runs;
using Slipway.Linux.Failures;
using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Plans;

namespace Slipway.Execution.Tests.Bounds;

/// <summary>What a run keeps of itself: its event log and its plan.</summary>
public sealed class Records_over_their_bound : IDisposable
{
    private const long Mebibyte = 1L << 20;
    private static readonly JobRef Job = new("main", "job");
    private readonly StateFolder _state = new(Directory.CreateTempSubdirectory("slipway-records-").FullName);

    [Fact]
    public void Make_the_run_a_failed_one_with_the_setting_that_says_so()
    {
        using var run = Run(new StorageLimits { EventLog = Mebibyte, File = "/etc/slipway/jobs.json" });
        Fill(run);

        Assert.Equal("a run's events take at most 1 MiB (limits.eventLog in /etc/slipway/jobs.json)", run.Recorder.Journal.Failure);
    }

    [Fact]
    public void Keep_whole_lines_and_the_end()
    {
        using var run = Run(new StorageLimits { EventLog = Mebibyte });
        Fill(run);
        run.Recorder.Record(new RunFinished(RunOutcome.InfrastructureFailed, TimeSpan.Zero) { Time = run.Recorder.Now });

        Assert.InRange(new FileInfo(run.Folder.Events).Length, Mebibyte / 2, Mebibyte + (128 << 10));
        var unknown = 0;
        Assert.IsType<RunFinished>(RunHistory.Events(run.Folder, () => unknown++).Last());
        Assert.Equal(0, unknown);
    }

    [Fact]
    public void Leave_the_disk_its_reserve()
    {
        var free = 4 * Mebibyte;
        using var run = Run(new StorageLimits { FreeSpace = Mebibyte }, _ => new DiskSpace(free, 1L << 40));
        Fill(run, () => free -= 64 << 10);

        Assert.Contains("nearly full", run.Recorder.Journal.Failure, StringComparison.Ordinal);
        Assert.InRange(new FileInfo(run.Folder.Events).Length, 0, 5 * Mebibyte);
    }

    [Fact]
    public void Are_no_plan_where_the_disk_has_no_room()
    {
        var folder = new RunFolder("1", _state.Path);
        var disk = new DiskReserve(_state.Path, new StorageLimits { FreeSpace = Mebibyte }, _ => new DiskSpace(Mebibyte, 1L << 40));
        var small = PlanOf(1000);
        PlanFile.Write(folder, small, disk);

        Assert.Contains("nearly full", Assert.Throws<InfrastructureException>(() => PlanFile.Write(folder, PlanOf(3 << 20), disk)).Message, StringComparison.Ordinal);
        Assert.Equal(PlanJson.Write(small), File.ReadAllText(folder.Plan));
        Assert.Equal([folder.Plan], Directory.GetFiles(_state.Path));
    }

    [Fact]
    public void Are_read_one_event_at_a_time()
    {
        using var run = Run(new StorageLimits { EventLog = 1000 * Mebibyte });
        Fill(run);
        var path = run.Folder.Events;

        using var events = RunHistory.Events(run.Folder).GetEnumerator();
        Assert.True(events.MoveNext());
        File.WriteAllText(path, "");
        var left = 0;
        while (events.MoveNext())
        {
            left++;
        }

        Assert.InRange(left, 0, 10);
    }

    public void Dispose() => Directory.Delete(_state.Path, recursive: true);

    private BareRun Run(StorageLimits limits, Func<string, DiskSpace>? disk = null) => new(_state, limits: limits, disk: disk);

    private static void Fill(BareRun run, Action? written = null)
    {
        for (var step = 0; step < 100; step++)
        {
            run.Recorder.Record(new StepStarted(Job, step, new string('x', 64 << 10), "") { Time = run.Recorder.Now });
            written?.Invoke();
        }
    }

    private static Plan PlanOf(int letters) => new()
    {
        Workflows = [new WorkflowPlan { Name = "main", Jobs = [new JobPlan { Name = "job", Definition = "job", Steps = [new RunStep { Name = "é\u0001<", Command = new string('x', letters) }] }] }],
    };
}
