using Slipway.Server.Projects;
using Slipway.Server.Requests;
using Slipway.Server.Storage;

namespace Slipway.Server.Api;

/// <summary>Finds the project that an address names: by its slug in one segment or in three, or by its id.</summary>
internal static class ProjectLookup
{
    /// <summary>The routes of something below a project.</summary>
    /// <param name="before">What stands before the project, such as <c>/api/v2/project/</c>.</param>
    /// <param name="behind">What stands behind it.</param>
    public static IEnumerable<Route> Routes(string method, string before, string behind, RoutePolicy policy, Func<Call, Task> run) =>
        [new(method, $"{before}{{slug}}{behind}", policy, run), new(method, $"{before}{{host}}/{{owner}}/{{name}}{behind}", policy, run)];

    /// <exception cref="RequestException">There is none.</exception>
    public static async Task<Project> FindAsync(SqlSession session, Call call)
    {
        var text = call.Value("slug");
        var slug = text.Length > 0 ? ProjectSlug.TryParse(text) : ProjectSlug.TryMake(call.Value("host"), call.Value("owner"), call.Value("name"));
        var project = slug is not null ? await ProjectTable.FindAsync(session, slug)
            : Guid.TryParse(text, out var id) ? await ProjectTable.FindAsync(session, id)
            : null;
        return project ?? throw RequestException.NotFound("Project");
    }
}
