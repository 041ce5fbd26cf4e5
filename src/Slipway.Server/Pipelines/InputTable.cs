using Slipway.Server.Storage;
using Slipway.Workflows.Pipelines;

namespace Slipway.Server.Pipelines;

/// <summary>All that has happened to the pipelines, in its order. Nothing of it is ever changed: a pipeline's state is what its inputs come to.</summary>
public static class InputTable
{
    /// <summary>The state that a pipeline's inputs come to, and how many they are.</summary>
    public static async Task<(PipelineState State, long Count)> ReplayAsync(SqlSession session, Guid pipeline)
    {
        var inputs = await session.ListAsync("SELECT input FROM pipeline_inputs WHERE pipeline = @pipeline ORDER BY number", row => row.Text(0), ("pipeline", pipeline));
        return (inputs.Select(PipelineJson.ReadInput).Aggregate(PipelineState.Empty, (state, input) => Pipeline.Apply(state, input).State), inputs.Count);
    }

    /// <param name="number">From 1; no two inputs of a pipeline have the same.</param>
    public static Task AddAsync(SqlSession session, Guid pipeline, long number, PipelineInput input, DateTimeOffset now) => session.ExecuteAsync(
        "INSERT INTO pipeline_inputs (pipeline, number, at, input) VALUES (@pipeline, @number, @now, @input)",
        ("pipeline", pipeline), ("number", number), ("now", now), ("input", PipelineJson.Write(input)));
}
