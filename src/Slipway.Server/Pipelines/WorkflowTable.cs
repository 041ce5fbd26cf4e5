using Slipway.Server.Storage;
using Slipway.Workflows.Pipelines;

namespace Slipway.Server.Pipelines;

/// <summary>One attempt at a workflow of a pipeline.</summary>
/// <param name="Workspace">The id of the first attempt, whose workspace the later ones have too.</param>
public sealed record WorkflowRecord(Guid Id, Guid Pipeline, string Name, int Attempt, Guid Workspace, WorkflowStatus Status, DateTimeOffset StartedAt, DateTimeOffset? EndedAt);

/// <summary>The attempts at the workflows of all pipelines.</summary>
public static class WorkflowTable
{
    private const string Columns = "id, pipeline, name, attempt, workspace, status, started_at, ended_at";

    public static Task AddAsync(SqlSession session, WorkflowRecord workflow) => session.ExecuteAsync(
        $"INSERT INTO workflows ({Columns}) VALUES (@id, @pipeline, @name, @attempt, @workspace, @status, @started, NULL)",
        ("id", workflow.Id), ("pipeline", workflow.Pipeline), ("name", workflow.Name), ("attempt", workflow.Attempt), ("workspace", workflow.Workspace), ("status", workflow.Status.ToString()), ("started", workflow.StartedAt));

    public static Task<WorkflowRecord?> FindAsync(SqlSession session, Guid id) => session.FindAsync($"SELECT {Columns} FROM workflows WHERE id = @id", Read, ("id", id));

    public static Task<WorkflowRecord?> FindAsync(SqlSession session, Guid pipeline, string name, int attempt) => session.FindAsync(
        $"SELECT {Columns} FROM workflows WHERE pipeline = @pipeline AND name = @name AND attempt = @attempt", Read, ("pipeline", pipeline), ("name", name), ("attempt", attempt));

    /// <summary>Of a pipeline, the newest first.</summary>
    public static Task<IReadOnlyList<WorkflowRecord>> ListAsync(SqlSession session, Guid pipeline) =>
        session.ListAsync($"SELECT {Columns} FROM workflows WHERE pipeline = @pipeline ORDER BY attempt DESC, started_at, name", Read, ("pipeline", pipeline));

    public static Task SetStatusAsync(SqlSession session, Guid id, WorkflowStatus status) =>
        session.ExecuteAsync("UPDATE workflows SET status = @status WHERE id = @id AND ended_at IS NULL", ("id", id), ("status", status.ToString()));

    public static Task EndAsync(SqlSession session, Guid id, WorkflowStatus status, DateTimeOffset now) =>
        session.ExecuteAsync("UPDATE workflows SET status = @status, ended_at = @now WHERE id = @id", ("id", id), ("status", status.ToString()), ("now", now));

    private static WorkflowRecord Read(SqlRow row) => new(
        row.Id(0), row.Id(1), row.Text(2), (int)row.Number(3), row.Id(4), Enum.Parse<WorkflowStatus>(row.Text(5)), row.Time(6), row.TimeOrNull(7));
}
