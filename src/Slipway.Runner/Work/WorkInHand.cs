using Slipway.Linux.Failures;
using Slipway.Model.Events;
using Slipway.Model.Runners;
using Slipway.Runner.Connections;
using Slipway.Runner.Journals;

namespace Slipway.Runner.Work;

/// <summary>One assignment that this runner has, from its process to the server's word that it has all of it.</summary>
internal sealed class WorkInHand(WorkFolder folder, WorkProcess process, ServerConnection server, TimeProvider clock, Action<string> report)
{
    private static readonly TimeSpan SendEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CancelPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LostPatience = TimeSpan.FromSeconds(5);

    private readonly JournalSender _sender = new(new JournalFiles(folder.Journal), server, folder.Lease);
    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isCanceled;

    public Lease Lease => folder.Lease;

    /// <summary>Whether its process ended before it could remove what it had made.</summary>
    public bool HasDied { get; private set; }

    /// <summary>Somebody has asked for the end of the job.</summary>
    public void Cancel()
    {
        if (Interlocked.Exchange(ref _isCanceled, 1) == 0)
        {
            // Its end is awaited where its journal is sent.
            _ = process.EndAsync(CancelPatience);
        }
    }

    /// <summary>The server has given it up: nothing of it counts any more.</summary>
    public void Lose() => _lost.TrySetResult();

    /// <param name="cancellationToken">Ends the following; the job goes on, for the next runner.</param>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SendAllAsync(cancellationToken);
        }
        catch (LeaseLostException lost)
        {
            report($"assignment {Lease.Assignment} is not this runner's any more: {lost.Message}");
            await process.EndAsync(LostPatience);
            HasDied = true;
        }

        await process.Ended.WaitAsync(cancellationToken);
        folder.Remove();
    }

    private async Task SendAllAsync(CancellationToken cancellationToken)
    {
        var isEndTold = folder.IsEnded;
        while (!isEndTold)
        {
            // Before the sending: what is there when it has ended is all.
            var isOver = process.Ended.IsCompleted;
            if (_lost.Task.IsCompleted)
            {
                throw new LeaseLostException("its lease is over");
            }

            try
            {
                await _sender.SendAsync(cancellationToken);
                if (_sender.Outcome is not null || isOver)
                {
                    await _sender.SendArtifactsAsync(cancellationToken);
                    var outcome = _sender.Outcome ?? new JobOutcome.InfrastructureFailed("the job's process ended without a result");
                    await server.TellAsync("runner/v1/end", new AssignmentEnd(Lease, outcome), RunnerJson.Default.AssignmentEnd, cancellationToken);
                    folder.WriteEnded();
                    isEndTold = true;
                    HasDied = _sender.Outcome is null;
                }
            }
            catch (InfrastructureException)
            {
                // Whoever asks for beats says that the server is away; what is not sent stays here.
                await Task.WhenAny(_lost.Task, Task.Delay(TryAgainAfter, clock, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (!isEndTold)
            {
                await Task.WhenAny(_lost.Task, process.Ended.IsCompleted ? Task.CompletedTask : Task.WhenAny(process.Ended, Task.Delay(SendEvery, clock, cancellationToken)));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}
