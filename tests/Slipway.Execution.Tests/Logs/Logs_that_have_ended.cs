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
        Assert.Equal("in time\n", await File.ReadAllTextAsync(_run.Folder.PathOfLog(new JobRef("main", "job"), log.Id), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Are_not_written_over_by_those_of_another_attempt()
    {
        var ids = new List<string>();
        foreach (var attempt in (int[])[1, 2, 3])
        {
            await using var log = new StepLog(_run.Recorder, new JobRef("main", "job"), attempt, 1, "step", TimeProvider.System);
            log.Say($"attempt {attempt}");
            ids.Add(log.Id);
        }

        Assert.Equal(["001-step", "001-step.2", "001-step.3"], ids);
        Assert.Equal("attempt 1\n", await File.ReadAllTextAsync(_run.Folder.PathOfLog(new JobRef("main", "job"), ids[0]), TestContext.Current.CancellationToken));
    }

    public void Dispose() => _run.Dispose();
}
