using System.Globalization;
using Slipway.Server.Pipelines;
using Slipway.Server.Projects;
using Slipway.Server.Requests;
using Slipway.Server.Storage;

namespace Slipway.Server.Api;

/// <summary>Projects, pipelines, workflows and jobs by API v2.</summary>
/// <remarks>https://circleci.com/docs/api/v2/.</remarks>
public sealed class PipelineRoutes(IDatabase database, ProjectRepositories repositories)
{
    private const string Version = "/api/v2/";
    private const int PageSize = 20;

    public IEnumerable<Route> All =>
    [
        .. ProjectLookup.Routes("GET", Version + "project/", "", RoutePolicy.ReadToken, GetProjectAsync),
        .. ProjectLookup.Routes("GET", Version + "project/", "/pipeline", RoutePolicy.ReadToken, ListPipelinesAsync),
        new("GET", Version + "pipeline/{id}", RoutePolicy.ReadToken, GetPipelineAsync),
        new("GET", Version + "pipeline/{id}/workflow", RoutePolicy.ReadToken, ListWorkflowsAsync),
        new("GET", Version + "workflow/{id}", RoutePolicy.ReadToken, GetWorkflowAsync),
        new("GET", Version + "workflow/{id}/job", RoutePolicy.ReadToken, ListJobsAsync),
    ];

    /// <exception cref="RequestException">It is no id.</exception>
    internal static Guid IdOf(Call call, string what) => Guid.TryParse(call.Value("id"), out var id) ? id : throw RequestException.NotFound(what);

    private async Task GetProjectAsync(Call call)
    {
        var project = await database.ReadAsync(session => ProjectLookup.FindAsync(session, call), call.Aborted);
        var branch = await repositories.Of(project.Id).DefaultBranchAsync(call.Aborted) ?? "main";
        await call.AnswerAsync(ApiShapes.Of(project, branch, call.Address), ApiJson.Default.ApiProject);
    }

    private async Task ListPipelinesAsync(Call call)
    {
        var before = call.Query("page-token") is { } token ? PageToken.Read(token) : long.MaxValue;
        var (project, found) = await database.ReadAsync(
            async session =>
            {
                var project = await ProjectLookup.FindAsync(session, call);
                return (project, await PipelineTable.ListAsync(session, project.Id, call.Query("branch"), before, PageSize + 1));
            },
            call.Aborted);
        var shown = found.Take(PageSize).ToList();
        await call.AnswerAsync(
            new Page<ApiPipeline>([.. shown.Select(pipeline => ApiShapes.Of(pipeline, project, call.Address))], found.Count > PageSize ? PageToken.Write(shown[^1].Number) : null),
            ApiJson.Default.PageApiPipeline);
    }

    private async Task GetPipelineAsync(Call call)
    {
        var (pipeline, project) = await database.ReadAsync(session => FindAsync(session, IdOf(call, "Pipeline")), call.Aborted);
        await call.AnswerAsync(ApiShapes.Of(pipeline, project, call.Address), ApiJson.Default.ApiPipeline);
    }

    private async Task ListWorkflowsAsync(Call call)
    {
        var (pipeline, project, workflows) = await database.ReadAsync(
            async session =>
            {
                var (pipeline, project) = await FindAsync(session, IdOf(call, "Pipeline"));
                return (pipeline, project, await WorkflowTable.ListAsync(session, pipeline.Id));
            },
            call.Aborted);
        await call.AnswerAsync(new Page<ApiWorkflow>([.. workflows.Select(workflow => ApiShapes.Of(workflow, pipeline, project))], null), ApiJson.Default.PageApiWorkflow);
    }

    private async Task GetWorkflowAsync(Call call)
    {
        var (workflow, pipeline, project) = await database.ReadAsync(session => FindWorkflowAsync(session, call), call.Aborted);
        await call.AnswerAsync(ApiShapes.Of(workflow, pipeline, project), ApiJson.Default.ApiWorkflow);
    }

    private async Task ListJobsAsync(Call call)
    {
        var page = await database.ReadAsync(
            async session =>
            {
                var (workflow, pipeline, project) = await FindWorkflowAsync(session, call);
                var jobs = await WorkflowJobTable.ListAsync(session, workflow.Id);
                var plan = (await PipelineTable.PlanAsync(session, pipeline.Id)).Workflows.First(known => known.Name == workflow.Name);
                var ids = jobs.ToDictionary(job => job.Name, job => job.Id, StringComparer.Ordinal);
                return new Page<ApiJob>(
                    [.. jobs.Select(job => ApiShapes.Of(job, project, [.. plan.Jobs.First(known => known.Name == job.Name).Requires.Where(required => ids.ContainsKey(required.Job)).Select(required => ids[required.Job])]))], null);
            },
            call.Aborted);
        await call.AnswerAsync(page, ApiJson.Default.PageApiJob);
    }

    private static async Task<(PipelineRecord Pipeline, Project Project)> FindAsync(SqlSession session, Guid id) =>
        await PipelineTable.FindAsync(session, id) is { } pipeline && await ProjectTable.FindAsync(session, pipeline.Project) is { } project ? (pipeline, project) : throw RequestException.NotFound("Pipeline");

    private static async Task<(WorkflowRecord Workflow, PipelineRecord Pipeline, Project Project)> FindWorkflowAsync(SqlSession session, Call call)
    {
        var workflow = await WorkflowTable.FindAsync(session, IdOf(call, "Workflow")) ?? throw RequestException.NotFound("Workflow");
        var (pipeline, project) = await FindAsync(session, workflow.Pipeline);
        return (workflow, pipeline, project);
    }
}

/// <summary>Where a page of a list ends.</summary>
internal static class PageToken
{
    public static string Write(long number) => number.ToString("x", CultureInfo.InvariantCulture);

    /// <exception cref="RequestException">It is none.</exception>
    public static long Read(string token) =>
        long.TryParse(token, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : throw RequestException.Bad("Invalid page-token");
}
