using System.Text;
using Slipway.Execution.Bounds;
using Slipway.Execution.Logs;
using Slipway.Execution.Tests.Runs;
using Slipway.Model.Assignments;
using Slipway.Model.Events;

namespace Slipway.Execution.Tests.Bounds;

public sealed class Logs_over_their_bound : IDisposable
{
    private const int EndBytes = 64 * 1024;
    private readonly BareRun _run = new(limits: new StorageLimits { File = "/etc/jobs.json", StepLog = 1000, JobLogs = 1500 });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Have_the_beginning_the_reason_and_the_end_and_show_no_more()
    {
        var shown = new StringBuilder();
        _run.Wrote = text => shown.Append(text);
        var log = Open(1);
        for (var number = 0; number < 100_000; number++)
        {
            await log.WriteAsync(Encoding.UTF8.GetBytes($"line {number}\n"), Token);
        }

        log.Say("Exited with code exit status 1");
        await log.DisposeAsync();

        var text = Read(log);
        Assert.StartsWith("line 0\nline 1\n", text, StringComparison.Ordinal);
        Assert.Contains("The log is cut off here: one step writes at most 1000 B (limits.stepLog in /etc/jobs.json). The step goes on, and the end of its output follows.\n", text, StringComparison.Ordinal);
        Assert.Contains(" are left out here.\n", text, StringComparison.Ordinal);
        Assert.EndsWith("line 99998\nline 99999\nExited with code exit status 1\n", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, EndBytes, EndBytes + 2000);
        Assert.Equal(text, shown.ToString());
    }

    [Fact]
    public async Task Are_whole_up_to_the_last_byte_that_fits()
    {
        var log = Open(1);
        await log.WriteAsync(new byte[1000], Token);
        await log.DisposeAsync();
        Assert.Equal(1000, Read(log).Length);
    }

    [Fact]
    public async Task Count_together_for_one_job_and_not_for_others()
    {
        foreach (var step in (int[])[1, 2, 3])
        {
            var log = Open(step);
            await log.WriteAsync(new byte[900], Token);
            await log.DisposeAsync();
            Assert.Equal(step > 1, Read(log).Contains("all steps of a job write at most 1.5 KiB (limits.jobLogs in /etc/jobs.json)", StringComparison.Ordinal));
        }

        var other = new StepLog(_run.Recorder, new JobRef("main", "other"), 1, 1, "step", TimeProvider.System);
        await other.WriteAsync(new byte[900], Token);
        await other.DisposeAsync();
        Assert.Equal(900, Read(other, "other").Length);
    }

    [Fact]
    public async Task Take_only_so_much_of_our_own_lines()
    {
        var log = Open(1);
        for (var number = 0; number < 20_000; number++)
        {
            log.Say(new string('x', 99));
        }

        await log.DisposeAsync();
        Assert.InRange(Read(log).Length, 1000, 5 * EndBytes);
    }

    [Fact]
    public async Task Leave_out_nothing_when_what_follows_is_short()
    {
        var log = Open(1);
        await log.WriteAsync(Encoding.UTF8.GetBytes(new string('a', 1000) + "b"), Token);
        await log.DisposeAsync();
        Assert.EndsWith("follows.\nb\n", Read(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_before_the_disk_is_full()
    {
        using var run = new BareRun(limits: new StorageLimits { File = "/etc/jobs.json", FreeSpace = 5000 }, disk: _ => new DiskSpace(4000, 1 << 30));
        await using var log = new StepLog(run.Recorder, new JobRef("main", "job"), 1, 1, "step", TimeProvider.System);
        await log.WriteAsync(new byte[1 << 20], Token);
        var failure = await Assert.ThrowsAnyAsync<Exception>(async () => await log.WriteAsync(new byte[1 << 20], Token));
        Assert.Equal(
            $"the step's log cannot be written: the disk under {run.State.Path} is nearly full: 3.9 KiB are free, and jobs leave 4.9 KiB (limits.freeSpace in /etc/jobs.json). Free some: slipway runs rm, slipway dlc purge",
            failure.Message);
    }

    public void Dispose() => _run.Dispose();

    private StepLog Open(int step) => new(_run.Recorder, new JobRef("main", "job"), 1, step, "step", TimeProvider.System);

    private string Read(StepLog log, string job = "job") => File.ReadAllText(_run.Folder.PathOfLog(new JobRef("main", job), log.Id));
}
