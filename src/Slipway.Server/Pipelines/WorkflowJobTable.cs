using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Server.Storage;

namespace Slipway.Server.Pipelines;

/// <summary>A job of one attempt at a workflow.</summary>
public sealed record JobRecord
{
    public required Guid Id { get; init; }

    public required Guid Workflow { get; init; }

    public required Guid Project { get; init; }

    public required string Name { get; init; }

    public required JobKind Kind { get; init; }

    public required JobStatus Status { get; init; }

    /// <summary>Its build number; null: it has not begun.</summary>
    public long? Build { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public JobOutcome? Outcome { get; init; }

    public string? ApprovedBy { get; init; }
}

/// <summary>How far a job is.</summary>
public enum JobStatus
{
    /// <summary>For jobs that it requires.</summary>
    Blocked,

    /// <summary>For an approval.</summary>
    OnHold,

    /// <summary>For its turn in a serial group.</summary>
    Waiting,

    /// <summary>For a runner.</summary>
    Queued,
    Running,
    Ended,
}

/// <summary>The jobs of all attempts at workflows.</summary>
public static class WorkflowJobTable
{
    private const string Columns = "id, workflow, project, name, kind, status, build, created_at, started_at, ended_at, outcome, approved_by";

    /// <param name="place">Its place in the plan.</param>
    public static Task AddAsync(SqlSession session, JobRecord job, int place) => session.ExecuteAsync(
        "INSERT INTO jobs (id, workflow, project, name, place, kind, status, created_at) VALUES (@id, @workflow, @project, @name, @place, @kind, @status, @created)",
        ("id", job.Id), ("workflow", job.Workflow), ("project", job.Project), ("name", job.Name), ("place", place), ("kind", job.Kind.ToString()), ("status", job.Status.ToString()), ("created", job.CreatedAt));

    public static Task<JobRecord?> FindAsync(SqlSession session, Guid id) => session.FindAsync($"SELECT {Columns} FROM jobs WHERE id = @id", Read, ("id", id));

    public static Task<JobRecord?> FindAsync(SqlSession session, Guid workflow, string name) =>
        session.FindAsync($"SELECT {Columns} FROM jobs WHERE workflow = @workflow AND name = @name", Read, ("workflow", workflow), ("name", name));

    public static Task<JobRecord?> FindAsync(SqlSession session, Guid project, long build) =>
        session.FindAsync($"SELECT {Columns} FROM jobs WHERE project = @project AND build = @build ORDER BY created_at LIMIT 1", Read, ("project", project), ("build", build));

    /// <summary>Of an attempt at a workflow, in the order of the plan.</summary>
    public static Task<IReadOnlyList<JobRecord>> ListAsync(SqlSession session, Guid workflow) =>
        session.ListAsync($"SELECT {Columns} FROM jobs WHERE workflow = @workflow ORDER BY place", Read, ("workflow", workflow));

    public static Task SetStatusAsync(SqlSession session, Guid id, JobStatus status) =>
        session.ExecuteAsync("UPDATE jobs SET status = @status WHERE id = @id", ("id", id), ("status", status.ToString()));

    public static Task SetBuildAsync(SqlSession session, Guid id, long build) => session.ExecuteAsync("UPDATE jobs SET build = @build WHERE id = @id", ("id", id), ("build", build));

    /// <summary>Notes that the first of its nodes begins.</summary>
    public static Task BeginAsync(SqlSession session, Guid id, DateTimeOffset now) => session.ExecuteAsync(
        "UPDATE jobs SET status = @status, started_at = COALESCE(started_at, @now) WHERE id = @id AND ended_at IS NULL", ("id", id), ("status", nameof(JobStatus.Running)), ("now", now));

    public static Task EndAsync(SqlSession session, Guid id, JobOutcome outcome, string? approvedBy, DateTimeOffset now) => session.ExecuteAsync(
        "UPDATE jobs SET status = @status, ended_at = @now, outcome = @outcome, approved_by = @by WHERE id = @id",
        ("id", id), ("status", nameof(JobStatus.Ended)), ("now", now), ("outcome", OutcomeJson.Write(outcome)), ("by", approvedBy));

    /// <summary>Ends a job that is not run because it passed in an earlier attempt, as it ended there.</summary>
    public static Task ReuseAsync(SqlSession session, Guid id, JobRecord earlier) => session.ExecuteAsync(
        "UPDATE jobs SET status = @status, build = @build, started_at = @started, ended_at = @ended, outcome = @outcome, approved_by = @by WHERE id = @id",
        ("id", id), ("status", nameof(JobStatus.Ended)), ("build", earlier.Build), ("started", earlier.StartedAt), ("ended", earlier.EndedAt), ("outcome", OutcomeJson.Write(earlier.Outcome!)), ("by", earlier.ApprovedBy));

    private static JobRecord Read(SqlRow row) => new()
    {
        Id = row.Id(0),
        Workflow = row.Id(1),
        Project = row.Id(2),
        Name = row.Text(3),
        Kind = Enum.Parse<JobKind>(row.Text(4)),
        Status = Enum.Parse<JobStatus>(row.Text(5)),
        Build = row.NumberOrNull(6),
        CreatedAt = row.Time(7),
        StartedAt = row.TimeOrNull(8),
        EndedAt = row.TimeOrNull(9),
        Outcome = row.TextOrNull(10) is { } text ? OutcomeJson.Read(text) : null,
        ApprovedBy = row.TextOrNull(11),
    };
}
