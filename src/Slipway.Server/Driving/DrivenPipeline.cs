using Slipway.Server.Pipelines;
using Slipway.Server.Storage;
using Slipway.Workflows.Pipelines;

namespace Slipway.Server.Driving;

/// <summary>A pipeline within the transaction that moves it on.</summary>
internal sealed class DrivenPipeline
{
    private readonly SqlSession _session;
    private readonly PipelineRecord _pipeline;
    private readonly PipelineSteps _steps;
    private readonly DateTimeOffset _now;
    private PipelineState _state;
    private long _count;

    private DrivenPipeline(SqlSession session, PipelineRecord pipeline, PipelineSteps steps, PipelineState state, long count, DateTimeOffset now) =>
        (_session, _pipeline, _steps, _state, _count, _now) = (session, pipeline, steps, state, count, now);

    public static async Task<DrivenPipeline> OpenAsync(SqlSession session, Guid id, DateTimeOffset now)
    {
        var pipeline = await PipelineTable.FindAsync(session, id) ?? throw new InvalidOperationException($"There is no pipeline {id}.");
        var (state, count) = await InputTable.ReplayAsync(session, id);
        return new DrivenPipeline(session, pipeline, new PipelineSteps(session, pipeline, await PipelineTable.PlanAsync(session, id), now), state, count, now);
    }

    /// <returns>What follows from it at once, here and in other pipelines.</returns>
    public async Task<IReadOnlyList<(Guid Pipeline, PipelineInput Input)>> ApplyAsync(PipelineInput input)
    {
        await InputTable.AddAsync(_session, _pipeline.Id, ++_count, input, _now);
        var change = Pipeline.Apply(_state, input);
        _state = change.State;
        var follows = new List<(Guid, PipelineInput)>();
        foreach (var output in change.Outputs)
        {
            follows.AddRange(await _steps.DoAsync(output, _state));
        }

        await _steps.NoteStatusesAsync(_state);
        await PipelineTable.TouchAsync(_session, _pipeline.Id, _now);
        return follows;
    }
}
