using Slipway.Execution.Logs;
using Slipway.Execution.Tests.Runs;
using Slipway.Model.Events;

namespace Slipway.Execution.Tests.Logs;

public sealed class Logs_that_have_ended : IDisposable
{
    private readonly BareRun _run = new();

    [Fact]
    public async Task Drop_what_is_said_late()
    {
        var log = new StepLog(_run.Recorder, new JobRef("main", "job"), 1, 1, "step", TimeProvider.System);
        log.Say("in time");
        await log.DisposeAsync();
        log.Say("too late");
        await log.WriteAsync("too late"u8.ToArray(), TestContext.Current.CancellationToken);
        await log.DisposeAsync();
        Assert.Equal("in time\n", await File.ReadAllTextAsync(Path.Combine(_run.Folder.Path, log.Name), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Are_not_written_over_by_those_of_another_attempt()
    {
        var paths = new List<string>();
        foreach (var attempt in (int[])[1, 2, 3])
        {
            await using var log = new StepLog(_run.Recorder, new JobRef("main", "job"), attempt, 1, "step", TimeProvider.System);
            log.Say($"attempt {attempt}");
            paths.Add(log.Name);
        }

        Assert.Equal(["logs/main/job/0/001-step.log", "logs/main/job/0/001-step.2.log", "logs/main/job/0/001-step.3.log"], paths);
        Assert.Equal("attempt 1\n", await File.ReadAllTextAsync(Path.Combine(_run.Folder.Path, paths[0]), TestContext.Current.CancellationToken));
    }

    public void Dispose() => _run.Dispose();
}
