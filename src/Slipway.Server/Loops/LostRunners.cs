using System.Globalization;
using Slipway.Linux.Failures;
using Slipway.Model.Events;
using Slipway.Server.Driving;
using Slipway.Server.Journals;
using Slipway.Server.Queue;
using Slipway.Server.Runners;
using Slipway.Server.Signals;
using Slipway.Server.Storage;
using Slipway.Server.Tokens;

namespace Slipway.Server.Loops;

/// <summary>
/// Ends the holds of runners that have not been heard of for too long. What nobody has begun waits again; of a job that had begun nobody knows what it has done, so that it is not
/// run again by itself.
/// </summary>
/// <param name="queued">Is told when nodes wait again.</param>
public sealed class LostRunners(IDatabase database, PipelineDriver driver, JournalStore journals, LeaseRules rules, ChangeSignal queued, TimeProvider clock, Action<string> report)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(rules.Sweep, clock, cancellationToken);
            if (await WorldFailure.FindAsync(() => SweepAsync(cancellationToken), cancellationToken) is { } failure)
            {
                report($"lost runners could not be looked for: {failure.Message}");
            }
        }
    }

    /// <summary>At a start: no runner is lost because the server was away. One that has ended its work itself meanwhile says so, or is lost later.</summary>
    public Task ProlongAsync(CancellationToken cancellationToken) => database.WriteAsync(session => AssignmentTable.ProlongAsync(session, clock.GetUtcNow() + rules.Lease), cancellationToken);

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var node in await database.ReadAsync(session => AssignmentTable.ListLostAsync(session, clock.GetUtcNow()), cancellationToken))
        {
            var hasBegun = (await journals.Of(node.Id).EventsAsync(cancellationToken)).Count > 0;
            await database.WriteAsync(session => EndAsync(session, node, hasBegun), cancellationToken);
            report($"runner {node.Runner} is lost with assignment {node.Id}");
            queued.Announce();
        }
    }

    private async Task EndAsync(SqlSession session, QueuedNode lost, bool hasBegun)
    {
        // It may have been heard of meanwhile.
        if (!(await AssignmentTable.ListLostAsync(session, clock.GetUtcNow())).Any(node => node.Id == lost.Id && node.Fence == lost.Fence))
        {
            return;
        }

        await TokenTable.RemoveOfAsync(session, AccessTokenKind.Job, lost.Id.ToString(CultureInfo.InvariantCulture));
        if (hasBegun)
        {
            await driver.EndAsync(session, lost, new JobOutcome.InfrastructureFailed("the runner that had the job is lost"));
        }
        else
        {
            await AssignmentTable.QueueAgainAsync(session, lost.Id);
        }
    }
}
