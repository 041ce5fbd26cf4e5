using Slipway.Execution.JobSpaces;
using Slipway.Execution.Ownership;
using Slipway.Execution.State;

namespace Slipway.Cli.Running;

/// <summary>Waits for what is removed behind jobs, after an abort not for long.</summary>
/// <param name="say">Learns of what could not be removed.</param>
/// <param name="abort">Says that all is to end at once.</param>
internal sealed class JobEnding(CleanUps cleanUps, Action<string> say, CancellationToken abort)
{
    private static readonly TimeSpan LongestAbort = TimeSpan.FromSeconds(10);

    /// <param name="spaces">Opens no more of them.</param>
    /// <param name="requested">Is removed when all else is; null: somebody else does that.</param>
    /// <param name="others">Is waited for as well, whatever comes of it.</param>
    public async Task FinishAsync(IJobSpaceFactory spaces, RequestedParts? requested, Task? others = null)
    {
        using var deadline = new CancellationTokenSource();
        await using var aborted = abort.Register(() => deadline.CancelAfter(LongestAbort));
        var closing = spaces.CloseAsync(deadline.Token);
        var failures = await cleanUps.FinishAsync(deadline.Token);
        await closing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var failure in failures)
        {
            say($"clean-up: {failure}; `slipway runs reap` tries again");
        }

        if (failures.Count == 0)
        {
            requested?.Remove();
        }

        await (others ?? Task.CompletedTask).WaitAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
