using System.Text.Json;
using Slipway.Model.Plans;
using Slipway.Server.Compilation;
using Slipway.Server.Storage;

namespace Slipway.Server.Pipelines;

/// <summary>The pipelines with their configs and plans.</summary>
public static class PipelineTable
{
    private const string Columns = "id, project, number, intake, state, created_at, updated_at, trigger_type, actor, branch, tag, revision, subject, parameters, problems";

    public static Task AddAsync(SqlSession session, PipelineRecord pipeline) => session.ExecuteAsync(
        "INSERT INTO pipelines (id, project, number, intake, state, created_at, updated_at, trigger_type, actor, branch, tag, revision, subject, parameters) "
        + "VALUES (@id, @project, @number, @intake, @state, @created, @created, @trigger, @actor, @branch, @tag, @revision, @subject, @parameters)",
        ("id", pipeline.Id), ("project", pipeline.Project), ("number", pipeline.Number), ("intake", pipeline.Intake), ("state", pipeline.Stage.ToString()), ("created", pipeline.CreatedAt),
        ("trigger", pipeline.Trigger), ("actor", pipeline.Actor), ("branch", pipeline.Branch), ("tag", pipeline.Tag), ("revision", pipeline.Revision), ("subject", pipeline.Subject), ("parameters", pipeline.Parameters));

    public static Task<PipelineRecord?> FindAsync(SqlSession session, Guid id) => session.FindAsync($"SELECT {Columns} FROM pipelines WHERE id = @id", Read, ("id", id));

    public static Task<PipelineRecord?> FindAsync(SqlSession session, Guid project, long number) =>
        session.FindAsync($"SELECT {Columns} FROM pipelines WHERE project = @project AND number = @number", Read, ("project", project), ("number", number));

    /// <summary>Those that have a config to be compiled, the oldest first.</summary>
    public static Task<IReadOnlyList<PipelineRecord>> ListPendingAsync(SqlSession session, int most) => session.ListAsync(
        $"SELECT {Columns} FROM pipelines WHERE state IN (@pending, @continuing) ORDER BY created_at, number LIMIT @most",
        Read, ("pending", nameof(PipelineStage.Pending)), ("continuing", nameof(PipelineStage.Continuing)), ("most", most));

    /// <summary>A project's, the newest first.</summary>
    /// <param name="branch">Of one branch; null: all.</param>
    /// <param name="before">Only those with smaller numbers.</param>
    public static Task<IReadOnlyList<PipelineRecord>> ListAsync(SqlSession session, Guid project, string? branch, long before, int most) => session.ListAsync(
        $"SELECT {Columns} FROM pipelines WHERE project = @project AND number < @before {(branch is null ? "" : "AND branch = @branch ")}ORDER BY number DESC LIMIT @most",
        Read, ("project", project), ("before", before), ("branch", branch), ("most", most));

    /// <summary>Keeps what its config came to.</summary>
    /// <param name="config">Null: there was none.</param>
    public static Task KeepCompiledAsync(SqlSession session, Guid id, PipelineStage stage, string? config, CompileAnswer answer, DateTimeOffset now) => session.ExecuteAsync(
        "UPDATE pipelines SET state = @state, config = @config, plan = @plan, problems = @problems, updated_at = @now WHERE id = @id",
        ("id", id), ("state", stage.ToString()), ("config", config), ("plan", answer.Plan is { } plan ? PlanJson.Write(plan) : null),
        ("problems", JsonSerializer.Serialize(answer.Problems, CompileJson.Default.IReadOnlyListPipelineProblem)), ("now", now));

    public static Task SetStageAsync(SqlSession session, Guid id, PipelineStage stage) =>
        session.ExecuteAsync("UPDATE pipelines SET state = @state WHERE id = @id", ("id", id), ("state", stage.ToString()));

    public static Task TouchAsync(SqlSession session, Guid id, DateTimeOffset now) => session.ExecuteAsync("UPDATE pipelines SET updated_at = @now WHERE id = @id", ("id", id), ("now", now));

    /// <summary>The plan that it runs.</summary>
    public static async Task<Plan> PlanAsync(SqlSession session, Guid id) =>
        PlanJson.Read(await session.FindAsync("SELECT plan FROM pipelines WHERE id = @id AND plan IS NOT NULL", row => row.Text(0), ("id", id)) ?? throw new InvalidOperationException($"Pipeline {id} has no plan."));

    /// <returns>Null: there was no config.</returns>
    public static Task<string?> ConfigAsync(SqlSession session, Guid id) => session.FindAsync("SELECT config FROM pipelines WHERE id = @id AND config IS NOT NULL", row => row.Text(0), ("id", id));

    private static PipelineRecord Read(SqlRow row) => new()
    {
        Id = row.Id(0),
        Project = row.Id(1),
        Number = row.Number(2),
        Intake = row.Number(3),
        Stage = Enum.Parse<PipelineStage>(row.Text(4)),
        CreatedAt = row.Time(5),
        UpdatedAt = row.Time(6),
        Trigger = row.Text(7),
        Actor = row.Text(8),
        Branch = row.TextOrNull(9),
        Tag = row.TextOrNull(10),
        Revision = row.Text(11),
        Subject = row.Text(12),
        Parameters = row.Text(13),
        Problems = JsonSerializer.Deserialize(row.Text(14), CompileJson.Default.IReadOnlyListPipelineProblem) ?? [],
    };
}
