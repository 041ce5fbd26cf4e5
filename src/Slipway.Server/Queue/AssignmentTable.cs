using Slipway.Model.Events;
using Slipway.Model.Runners;
using Slipway.Server.Pipelines;
using Slipway.Server.Storage;

namespace Slipway.Server.Queue;

/// <summary>One node of a job that is to be run, is run, or was.</summary>
/// <param name="Fence">Of its last lease; 0: it had none.</param>
public sealed record QueuedNode(long Id, Guid Job, int Node, NodeState State, long Fence, string? Runner, DateTimeOffset QueuedAt, DateTimeOffset? LeasedAt, DateTimeOffset? EndedAt, JobOutcome? Outcome);

public enum NodeState
{
    Queued,
    Leased,
    Ended,
}

/// <summary>The nodes of jobs that wait, run and have ended: the database is the queue.</summary>
public static class AssignmentTable
{
    private const string Columns = "id, job, node, state, fence, runner, queued_at, leased_at, ended_at, outcome";

    public static Task AddAsync(SqlSession session, Guid job, int node, DateTimeOffset now) => session.ExecuteAsync(
        "INSERT INTO assignments (job, node, state, queued_at) VALUES (@job, @node, @state, @now)", ("job", job), ("node", node), ("state", nameof(NodeState.Queued)), ("now", now));

    /// <summary>Gives the longest waiting one to a runner.</summary>
    /// <returns>Null: none waits.</returns>
    public static Task<QueuedNode?> LeaseAsync(SqlSession session, string runner, DateTimeOffset now, TimeSpan lease) => session.FindAsync(
        "UPDATE assignments SET state = @leased, runner = @runner, fence = fence + 1, leased_at = @now, lease_until = @until "
        + $"WHERE id = (SELECT id FROM assignments WHERE state = @queued ORDER BY id LIMIT 1 {session.Dialect.SkipLocked}) RETURNING {Columns}",
        Read, ("leased", nameof(NodeState.Leased)), ("queued", nameof(NodeState.Queued)), ("runner", runner), ("now", now), ("until", now + lease));

    /// <summary>The one that a runner has by a lease.</summary>
    /// <returns>Null: it has it no more.</returns>
    public static Task<QueuedNode?> FindAsync(SqlSession session, string runner, Lease lease) => session.FindAsync(
        $"SELECT {Columns} FROM assignments WHERE id = @id AND runner = @runner AND fence = @fence AND state = @leased",
        Read, ("id", lease.Assignment), ("runner", runner), ("fence", lease.Fence), ("leased", nameof(NodeState.Leased)));

    public static Task<QueuedNode?> FindAsync(SqlSession session, long id) => session.FindAsync($"SELECT {Columns} FROM assignments WHERE id = @id", Read, ("id", id));

    /// <summary>Renews a lease.</summary>
    /// <returns>Null: it is over; else whether the work is to be canceled.</returns>
    public static async Task<bool?> RenewAsync(SqlSession session, string runner, Lease lease, DateTimeOffset until) =>
        await session.ListAsync(
            "UPDATE assignments SET lease_until = @until WHERE id = @id AND runner = @runner AND fence = @fence AND state = @leased RETURNING cancel",
            row => row.Number(0) != 0, ("until", until), ("id", lease.Assignment), ("runner", runner), ("fence", lease.Fence), ("leased", nameof(NodeState.Leased))) is [var isCanceled] ? isCanceled : null;

    /// <summary>Of a job, in their order.</summary>
    public static Task<IReadOnlyList<QueuedNode>> ListAsync(SqlSession session, Guid job) => session.ListAsync($"SELECT {Columns} FROM assignments WHERE job = @job ORDER BY node", Read, ("job", job));

    /// <summary>Of a pipeline, those that ended first before the others.</summary>
    public static Task<IReadOnlyList<long>> ListEndedAsync(SqlSession session, Guid pipeline) => session.ListAsync(
        "SELECT a.id FROM assignments a JOIN jobs j ON j.id = a.job JOIN workflows w ON w.id = j.workflow WHERE w.pipeline = @pipeline AND a.ended_at IS NOT NULL ORDER BY a.ended_at, a.id",
        row => row.Number(0), ("pipeline", pipeline));

    /// <summary>Those whose runners have not been heard of for too long.</summary>
    public static Task<IReadOnlyList<QueuedNode>> ListLostAsync(SqlSession session, DateTimeOffset now) =>
        session.ListAsync($"SELECT {Columns} FROM assignments WHERE state = @leased AND lease_until < @now ORDER BY id", Read, ("leased", nameof(NodeState.Leased)), ("now", now));

    /// <summary>Gives all leases time, since nobody could renew one while no server was there.</summary>
    public static Task ProlongAsync(SqlSession session, DateTimeOffset until) => session.ExecuteAsync(
        "UPDATE assignments SET lease_until = @until WHERE state = @leased AND lease_until < @until", ("until", until), ("leased", nameof(NodeState.Leased)));

    public static Task EndAsync(SqlSession session, long id, JobOutcome outcome, DateTimeOffset now) => session.ExecuteAsync(
        "UPDATE assignments SET state = @ended, ended_at = @now, outcome = @outcome WHERE id = @id", ("ended", nameof(NodeState.Ended)), ("now", now), ("outcome", OutcomeJson.Write(outcome)), ("id", id));

    /// <summary>Lets a node wait again that nobody has begun.</summary>
    public static Task QueueAgainAsync(SqlSession session, long id) => session.ExecuteAsync(
        "UPDATE assignments SET state = @queued, runner = NULL, lease_until = NULL, leased_at = NULL WHERE id = @id", ("queued", nameof(NodeState.Queued)), ("id", id));

    /// <summary>Notes that whoever has the nodes of a job is to cancel them.</summary>
    public static Task CancelAsync(SqlSession session, Guid job) => session.ExecuteAsync("UPDATE assignments SET cancel = 1 WHERE job = @job", ("job", job));

    private static QueuedNode Read(SqlRow row) => new(
        row.Number(0), row.Id(1), (int)row.Number(2), Enum.Parse<NodeState>(row.Text(3)), row.Number(4), row.TextOrNull(5), row.Time(6), row.TimeOrNull(7), row.TimeOrNull(8),
        row.TextOrNull(9) is { } outcome ? OutcomeJson.Read(outcome) : null);
}
