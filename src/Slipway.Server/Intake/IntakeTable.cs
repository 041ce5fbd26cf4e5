using Slipway.Server.Storage;

namespace Slipway.Server.Intake;

/// <summary>A change of one ref.</summary>
/// <param name="Ref">Its whole name.</param>
/// <param name="Old">The id that it had; zeros: it was not there.</param>
/// <param name="New">The id that it gets; zeros: it is deleted.</param>
public sealed record RefChange(string Ref, string Old, string New)
{
    public bool IsDeletion => New.All(letter => letter == '0');
}

/// <summary>A change that somebody wants.</summary>
/// <param name="Trigger">How: <c>push</c> or <c>api</c>.</param>
/// <param name="Options">What was said with it, a line each.</param>
public sealed record IntakeRecord(Guid Project, RefChange Change, string Actor, string Trigger, string Options)
{
    /// <summary>Of the intake; 0: it has none yet.</summary>
    public long Number { get; init; }
}

public enum IntakeState
{
    /// <summary>It may happen, and nobody knows yet whether it has.</summary>
    Announced,

    /// <summary>It has, and has a pipeline.</summary>
    Accepted,

    /// <summary>It has, and there is nothing to run for it.</summary>
    WithoutPipeline,

    /// <summary>It has not.</summary>
    Dropped,
}

/// <summary>All that anybody has wanted to be run.</summary>
public static class IntakeTable
{
    private const string Columns = "id, project, ref, old_id, new_id, actor, trigger_type, options";

    /// <returns>Its number.</returns>
    public static Task<long> AddAsync(SqlSession session, IntakeRecord intake, DateTimeOffset now) => session.NumberAsync(
        "INSERT INTO intakes (project, ref, old_id, new_id, actor, trigger_type, options, state, received_at) VALUES (@project, @ref, @old, @new, @actor, @trigger, @options, @state, @now) RETURNING id",
        ("project", intake.Project), ("ref", intake.Change.Ref), ("old", intake.Change.Old), ("new", intake.Change.New), ("actor", intake.Actor), ("trigger", intake.Trigger), ("options", intake.Options),
        ("state", nameof(IntakeState.Announced)), ("now", now));

    public static Task<IntakeRecord?> FindAsync(SqlSession session, long number) => session.FindAsync($"SELECT {Columns} FROM intakes WHERE id = @id", Read, ("id", number));

    /// <summary>Those of which nobody knows whether they have happened, in their order.</summary>
    public static Task<IReadOnlyList<IntakeRecord>> ListAnnouncedAsync(SqlSession session, Guid project) => session.ListAsync(
        $"SELECT {Columns} FROM intakes WHERE state = @state AND project = @project ORDER BY id", Read, ("state", nameof(IntakeState.Announced)), ("project", project));

    public static Task SettleAsync(SqlSession session, long number, IntakeState state) => session.ExecuteAsync(
        "UPDATE intakes SET state = @state WHERE id = @id AND state = @announced", ("state", state.ToString()), ("announced", nameof(IntakeState.Announced)), ("id", number));

    private static IntakeRecord Read(SqlRow row) =>
        new(row.Id(1), new RefChange(row.Text(2), row.Text(3), row.Text(4)), row.Text(5), row.Text(6), row.Text(7)) { Number = row.Number(0) };
}
