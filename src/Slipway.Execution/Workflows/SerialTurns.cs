using System.Collections.Concurrent;
using Slipway.Execution.Projects;
using Slipway.Workflows.Pipelines;

namespace Slipway.Execution.Workflows;

/// <summary>The turns in serial groups that jobs of a run have. Safe for all of them at once; what is had when it is disposed is given back.</summary>
/// <param name="run">The run's number.</param>
internal sealed class SerialTurns(IProjectState project, int run) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<JobAttempt, SerialTurn> _had = [];

    public async Task<PipelineInput> TakeAsync(JobAttempt job, string group, CancellationToken cancellationToken)
    {
        var turn = new SerialTurn(group, run, job);
        if (!await project.TakeTurnAsync(turn, cancellationToken))
        {
            return new PipelineInput.TurnRefused(job);
        }

        _had[job] = turn;
        return new PipelineInput.TurnGranted(job);
    }

    public Task GiveBackAsync(JobAttempt job) => _had.TryRemove(job, out var turn) ? project.GiveBackAsync(turn) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var job in _had.Keys)
        {
            await GiveBackAsync(job);
        }
    }
}
