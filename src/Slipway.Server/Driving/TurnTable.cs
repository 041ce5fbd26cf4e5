using Slipway.Server.Storage;
using Slipway.Workflows.Pipelines;

namespace Slipway.Server.Driving;

/// <summary>A job of a pipeline that waits for its turn, or has it.</summary>
public sealed record Turn(long Id, string Group, Guid Pipeline, JobAttempt Job);

/// <summary>The turns in serial groups, over all projects of an organisation: one job has it, the others wait in the order of their pipelines.</summary>
/// <remarks>https://circleci.com/docs/guides/orchestrate/controlling-serial-execution-across-your-organization/.</remarks>
public static class TurnTable
{
    private const string Columns = "id, group_name, pipeline, workflow, job, attempt";

    /// <param name="place">Of the pipeline among all pipelines.</param>
    /// <returns>False: a newer pipeline has had its turn, and this one has none.</returns>
    public static async Task<bool> TryWaitAsync(SqlSession session, string group, long place, Guid pipeline, JobAttempt job)
    {
        await session.ExecuteAsync("INSERT INTO serial_groups (name, latest) VALUES (@name, 0) ON CONFLICT DO NOTHING", ("name", group));
        if (await session.NumberAsync("SELECT latest FROM serial_groups WHERE name = @name", ("name", group)) > place)
        {
            return false;
        }

        await session.ExecuteAsync(
            "INSERT INTO turns (group_name, place, pipeline, workflow, job, attempt) VALUES (@group, @place, @pipeline, @workflow, @job, @attempt)",
            ("group", group), ("place", place), ("pipeline", pipeline), ("workflow", job.Workflow), ("job", job.Job), ("attempt", job.Attempt));
        return true;
    }

    /// <summary>Gives the turn to whoever waits for it longest, when nobody has it.</summary>
    /// <returns>Null: somebody has it, or nobody waits.</returns>
    public static async Task<Turn?> GrantAsync(SqlSession session, string group)
    {
        if (await session.NumberAsync("SELECT COUNT(*) FROM turns WHERE group_name = @group AND is_held = 1", ("group", group)) > 0
            || await session.FindAsync($"SELECT {Columns} FROM turns WHERE group_name = @group ORDER BY place, id LIMIT 1", Read, ("group", group)) is not { } next)
        {
            return null;
        }

        await session.ExecuteAsync("UPDATE turns SET is_held = 1 WHERE id = @id", ("id", next.Id));
        await session.ExecuteAsync("UPDATE serial_groups SET latest = (SELECT place FROM turns WHERE id = @id) WHERE name = @group", ("id", next.Id), ("group", group));
        return next;
    }

    /// <summary>Ends a turn, or the waiting for it.</summary>
    /// <returns>The group that may go on; null: the job was not in one.</returns>
    public static async Task<string?> RemoveAsync(SqlSession session, Guid pipeline, JobAttempt job) =>
        await session.FindAsync(
            "DELETE FROM turns WHERE pipeline = @pipeline AND workflow = @workflow AND job = @job AND attempt = @attempt RETURNING group_name",
            row => row.Text(0), ("pipeline", pipeline), ("workflow", job.Workflow), ("job", job.Job), ("attempt", job.Attempt));

    private static Turn Read(SqlRow row) => new(row.Number(0), row.Text(1), row.Id(2), new JobAttempt(row.Text(3), row.Text(4), (int)row.Number(5)));
}
