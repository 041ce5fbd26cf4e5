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
        var log = new StepLog(_run.Scope.Recorder, new JobRef("main", "job"), 1, "step", _run.Scope.Secrets, TimeProvider.System);
        log.Say("in time");
        await log.DisposeAsync();
        log.Say("too late");
        await log.WriteAsync("too late"u8.ToArray(), TestContext.Current.CancellationToken);
        await log.DisposeAsync();
        Assert.Equal("in time\n", await File.ReadAllTextAsync(Path.Combine(_run.Scope.Recorder.Folder.Path, log.RelativePath), TestContext.Current.CancellationToken));
    }

    public void Dispose() => _run.Dispose();
}
