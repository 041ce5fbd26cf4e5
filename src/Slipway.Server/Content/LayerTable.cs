using Slipway.Model.Runners;
using Slipway.Server.Storage;

namespace Slipway.Server.Content;

/// <summary>The layers of all workspaces.</summary>
public static class LayerTable
{
    /// <summary>Of an attempt at a workflow, in the order of time.</summary>
    public static Task<IReadOnlyList<StoredLayer>> ListAsync(SqlSession session, Guid attempt) => session.ListAsync(
        "SELECT workflow, job, node, hash, bytes, saved_at FROM layers WHERE attempt = @attempt ORDER BY saved_at, id",
        row => new StoredLayer(row.Text(0), row.Text(1), (int)row.Number(2), new StoredContent(row.Text(3), row.Number(4)), row.Time(5)), ("attempt", attempt));

    /// <returns>False: the workspace would hold too much.</returns>
    public static async Task<bool> TryAddAsync(SqlSession session, Guid attempt, LayerToStore asked)
    {
        var layer = asked.Layer;
        if (await session.NumberAsync("SELECT COALESCE(SUM(bytes), 0) FROM layers WHERE attempt = @attempt", ("attempt", attempt)) + layer.Content.Bytes > asked.MostBytes)
        {
            return false;
        }

        await session.ExecuteAsync(
            "INSERT INTO layers (attempt, workflow, job, node, hash, bytes, saved_at) VALUES (@attempt, @workflow, @job, @node, @hash, @bytes, @saved)",
            ("attempt", attempt), ("workflow", layer.Workflow), ("job", layer.Job), ("node", layer.Node), ("hash", layer.Content.Hash), ("bytes", layer.Content.Bytes), ("saved", layer.SavedAt));
        return true;
    }

    /// <summary>Gives to an attempt what a job has left in an earlier one, which counts in this one too.</summary>
    public static Task CopyAsync(SqlSession session, Guid from, Guid to, string job) => session.ExecuteAsync(
        "INSERT INTO layers (attempt, workflow, job, node, hash, bytes, saved_at) SELECT @to, workflow, job, node, hash, bytes, saved_at FROM layers WHERE attempt = @from AND job = @job ORDER BY id",
        ("to", to), ("from", from), ("job", job));
}
