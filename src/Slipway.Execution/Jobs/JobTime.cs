using Slipway.Model.Assignments;
using Slipway.Model.Events;
using Slipway.Model.Texts;

namespace Slipway.Execution.Jobs;

/// <summary>
/// The bound on a job's whole time, so that nothing in it can hold a machine for ever: first the job is ended in order, and soon afterwards at once, whether or not
/// its agent listens. Five hours unless the machine says otherwise, as for CircleCI's largest plan: https://circleci.com/docs/configuration-reference/#jobs.
/// </summary>
internal sealed class JobTime : IDisposable
{
    private const long LongestTimer = 49 * 24 * 60;

    /// <summary>As long as a canceled step's processes have, and some more.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly StorageLimits _limits;
    private readonly CancellationToken _ended;
    private readonly CancellationToken _aborted;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenSource _wayOver;
    private readonly CancellationTokenSource _ending;
    private readonly CancellationTokenSource _aborting;

    /// <param name="ended">Ends the job in order, whatever its time.</param>
    /// <param name="aborted">Ends it at once.</param>
    public JobTime(StorageLimits limits, TimeProvider clock, CancellationToken ended, CancellationToken aborted)
    {
        var most = TimeSpan.FromMinutes(Math.Min(limits.JobMinutes, LongestTimer));
        _limits = limits;
        _ended = ended;
        _aborted = aborted;
        _over = new CancellationTokenSource(most, clock);
        _wayOver = new CancellationTokenSource(most + Grace, clock);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, ended);
        _aborting = CancellationTokenSource.CreateLinkedTokenSource(_wayOver.Token, aborted);
    }

    /// <summary>Ends the job in order.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Ends it at once.</summary>
    public CancellationToken Aborting => _aborting.Token;

    /// <summary>What a job came to whose time may have ended it.</summary>
    public JobOutcome Judge(JobOutcome outcome) =>
        outcome is JobOutcome.Canceled or JobOutcome.InfrastructureFailed && _over.IsCancellationRequested && !_ended.IsCancellationRequested && !_aborted.IsCancellationRequested
            ? new JobOutcome.TimedOut($"the job took longer than {DurationText.Of(TimeSpan.FromMinutes(_limits.JobMinutes))} (limits.jobMinutes in {_limits.File})")
            : outcome;

    public void Dispose()
    {
        _ending.Dispose();
        _aborting.Dispose();
        _over.Dispose();
        _wayOver.Dispose();
    }
}
