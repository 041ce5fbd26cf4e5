using Slipway.Server.Storage;
using Slipway.Workflows.Pipelines;

namespace Slipway.Server.Driving;

/// <summary>How long jobs may wait, as moments at which somebody says that they have.</summary>
public static class TimerTable
{
    public static Task AddAsync(SqlSession session, Guid pipeline, JobAttempt job, DateTimeOffset due) => session.ExecuteAsync(
        "INSERT INTO timers (due_at, pipeline, workflow, job, attempt) VALUES (@due, @pipeline, @workflow, @job, @attempt)",
        ("due", due), ("pipeline", pipeline), ("workflow", job.Workflow), ("job", job.Job), ("attempt", job.Attempt));

    /// <summary>Takes one whose moment has come.</summary>
    /// <returns>Null: there is none.</returns>
    public static async Task<(Guid Pipeline, JobAttempt Job)?> TakeAsync(SqlSession session, DateTimeOffset now) =>
        await session.ListAsync(
            "DELETE FROM timers WHERE id = (SELECT id FROM timers WHERE due_at <= @now ORDER BY due_at LIMIT 1) RETURNING pipeline, workflow, job, attempt",
            row => (row.Id(0), new JobAttempt(row.Text(1), row.Text(2), (int)row.Number(3))), ("now", now)) is [var due] ? due : null;
}
