using Slipway.Linux.Failures;
using Slipway.Server.Driving;
using Slipway.Server.Signals;
using Slipway.Server.Storage;
using Slipway.Workflows.Pipelines;

namespace Slipway.Server.Loops;

/// <summary>Tells pipelines whose jobs have waited too long for an approval or a turn.</summary>
public sealed class DueTimers(IDatabase database, PipelineDriver driver, ChangeSignal queued, TimeProvider clock, Action<string> report)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await WorldFailure.FindAsync(() => SweepAsync(cancellationToken), cancellationToken) is { } failure)
            {
                report($"pipelines could not be told how long they have waited: {failure.Message}");
            }

            await Task.Delay(LookEvery, clock, cancellationToken);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(TakeAsync, cancellationToken))
        {
            queued.Announce();
        }
    }

    private async Task<bool> TakeAsync(SqlSession session)
    {
        if (await TimerTable.TakeAsync(session, clock.GetUtcNow()) is not { } due)
        {
            return false;
        }

        await driver.ApplyAsync(session, due.Pipeline, new PipelineInput.TimerElapsed(due.Job));
        return true;
    }
}
