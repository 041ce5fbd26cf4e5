using Microsoft.AspNetCore.Http;
using Slipway.Server.Projects;
using Slipway.Server.Requests;
using Slipway.Server.Storage;

namespace Slipway.Server.Api;

/// <summary>Slipway's own API for what CircleCI's has no call for: projects whose repositories are here.</summary>
public sealed class ProjectRoutes(IDatabase database, ProjectRepositories repositories, TimeProvider clock)
{
    public IEnumerable<Route> All => [new("POST", "/api/slipway/v1/projects", RoutePolicy.AdminToken, AddAsync)];

    private async Task AddAsync(Call call)
    {
        var asked = await call.ReadAsync(ApiJson.Default.ProjectRequest);
        var slug = ProjectSlug.TryParse(asked.Slug) ?? throw RequestException.Bad($"'{asked.Slug}' is no project: write HOST/OWNER/NAME, such as gh/acme/app; the host is gh, bb or circleci");
        var project = new Project(Guid.NewGuid(), slug);
        // First the repository: a project that is known has one.
        await repositories.Of(project.Id).CreateAsync(call.Aborted);
        if (!await database.WriteAsync(session => ProjectTable.TryAddAsync(session, project, clock.GetUtcNow()), call.Aborted))
        {
            repositories.Of(project.Id).Remove();
            throw RequestException.Bad($"There is a project {slug} already.");
        }

        await call.AnswerAsync(ApiShapes.Of(project, "main", call.Address), ApiJson.Default.ApiProject, StatusCodes.Status201Created);
    }
}
