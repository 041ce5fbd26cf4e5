using Slipway.Server.Storage;

namespace Slipway.Server.Projects;

/// <summary>The projects, and the numbers that each gives.</summary>
public static class ProjectTable
{
    private const string Columns = "id, slug";

    /// <returns>False: there is one of this name.</returns>
    public static async Task<bool> TryAddAsync(SqlSession session, Project project, DateTimeOffset now) => await session.ExecuteAsync(
        "INSERT INTO projects (id, slug, created_at) VALUES (@id, @slug, @now) ON CONFLICT (slug) DO NOTHING", ("id", project.Id), ("slug", project.Slug.ToString()), ("now", now)) > 0;

    public static Task<Project?> FindAsync(SqlSession session, ProjectSlug slug) =>
        session.FindAsync($"SELECT {Columns} FROM projects WHERE slug = @slug", Read, ("slug", slug.ToString()));

    public static Task<Project?> FindAsync(SqlSession session, Guid id) =>
        session.FindAsync($"SELECT {Columns} FROM projects WHERE id = @id", Read, ("id", id));

    public static Task<IReadOnlyList<Project>> ListAsync(SqlSession session) => session.ListAsync($"SELECT {Columns} FROM projects ORDER BY slug", Read);

    /// <summary>The next pipeline's number.</summary>
    public static Task<long> TakePipelineNumberAsync(SqlSession session, Guid project) =>
        session.NumberAsync("UPDATE projects SET pipelines = pipelines + 1 WHERE id = @id RETURNING pipelines", ("id", project));

    /// <summary>The next job's build number.</summary>
    public static Task<long> TakeBuildNumberAsync(SqlSession session, Guid project) =>
        session.NumberAsync("UPDATE projects SET builds = builds + 1 WHERE id = @id RETURNING builds", ("id", project));

    private static Project Read(SqlRow row) => new(row.Id(0), ProjectSlug.TryParse(row.Text(1)) ?? throw new InvalidOperationException($"{row.Text(1)} is no project's name."));
}
