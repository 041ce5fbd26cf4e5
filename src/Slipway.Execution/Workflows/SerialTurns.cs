using System.Collections.Concurrent;
using System.Globalization;
using Slipway.Execution.Runs;
using Slipway.Workflows.Pipelines;

namespace Slipway.Execution.Workflows;

/// <summary>The turns in serial groups that jobs of a run hold. Safe for all of them at once; what is held when it is disposed is given back.</summary>
internal sealed class SerialTurns(RunScope run) : IDisposable
{
    private readonly SerialLocks _locks = new(
        run.State, run.Facts.Trust.IsTrusted ? "" : $"{run.Facts.Project.Key}-{run.Facts.Trust.Name}", int.Parse(run.Facts.RunId, CultureInfo.InvariantCulture));

    private readonly ConcurrentDictionary<JobAttempt, IDisposable> _held = [];

    public async Task<PipelineInput> TakeAsync(JobAttempt job, string group, CancellationToken cancellationToken)
    {
        if (await _locks.TakeAsync(group, cancellationToken) is not { } held)
        {
            return new PipelineInput.TurnRefused(job);
        }

        _held[job] = held;
        return new PipelineInput.TurnGranted(job);
    }

    public void Release(JobAttempt job)
    {
        if (_held.TryRemove(job, out var held))
        {
            held.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var job in _held.Keys)
        {
            Release(job);
        }
    }
}
