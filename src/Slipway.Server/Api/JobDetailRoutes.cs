using System.Globalization;
using System.Text.Json;
using Slipway.Model.Events;
using Slipway.Model.Plans;
using Slipway.Model.Runners;
using Slipway.Server.Journals;
using Slipway.Server.Pipelines;
using Slipway.Server.Queue;
using Slipway.Server.Requests;
using Slipway.Server.Storage;

namespace Slipway.Server.Api;

/// <summary>A job by its number with its artifacts and tests, by API v2.</summary>
/// <remarks>https://circleci.com/docs/api/v2/.</remarks>
public sealed class JobDetailRoutes(IDatabase database, JournalStore journals, SignedLinks links)
{
    private const string Projects = "/api/v2/project/";
    private const int TestsOfPage = 1000;

    public IEnumerable<Route> All =>
    [
        .. ProjectLookup.Routes("GET", Projects, "/job/{build:long}", RoutePolicy.ReadToken, GetAsync),
        .. ProjectLookup.Routes("GET", Projects, "/{build:long}/artifacts", RoutePolicy.ReadToken, ListArtifactsAsync),
        .. ProjectLookup.Routes("GET", Projects, "/{build:long}/tests", RoutePolicy.ReadToken, ListTestsAsync),
        new("GET", "/artifact/{assignment:long}/{**path}", RoutePolicy.Everybody, GetArtifactAsync),
    ];

    private async Task GetAsync(Call call)
    {
        var (access, nodes, plan) = await database.ReadAsync(
            async session =>
            {
                var (access, nodes) = await BuildRoutes.FindAsync(session, call);
                var plan = await PipelineTable.PlanAsync(session, access.Pipeline.Id);
                return (access, nodes, plan.Workflows.First(known => known.Name == access.Workflow.Name).Jobs.First(known => known.Name == access.Job.Name));
            },
            call.Aborted);
        await call.AnswerAsync(Of(access, nodes, plan, call.Address), JobJson.Default.ApiJobDetails);
    }

    private async Task ListArtifactsAsync(Call call)
    {
        var (_, nodes) = await database.ReadAsync(session => BuildRoutes.FindAsync(session, call), call.Aborted);
        var items = new List<ApiArtifact>();
        foreach (var node in nodes)
        {
            var stored = (await journals.Of(node.Id).EventsAsync(call.Aborted)).OfType<ArtifactsStored>().SelectMany(stored => stored.Paths).Distinct(StringComparer.Ordinal);
            items.AddRange(stored.Select(path => new ApiArtifact(path, node.Node, call.Address + links.Sign(string.Create(CultureInfo.InvariantCulture, $"/artifact/{node.Id}/{path}")))));
        }

        await call.AnswerAsync(new Page<ApiArtifact>(items, null), JobJson.Default.PageApiArtifact);
    }

    private async Task ListTestsAsync(Call call)
    {
        var (_, nodes) = await database.ReadAsync(session => BuildRoutes.FindAsync(session, call), call.Aborted);
        var first = call.Query("page-token") is { } token ? (int)PageToken.Read(token) : 0;
        var tests = new List<ApiTest>();
        var count = 0;
        foreach (var node in nodes)
        {
            await foreach (var line in journals.Of(node.Id).LinesAsync(JournalStream.Tests, call.Aborted))
            {
                if (count++ >= first && TryRead(line) is { } test)
                {
                    tests.Add(Of(test));
                }

                if (tests.Count > TestsOfPage)
                {
                    break;
                }
            }
        }

        await call.AnswerAsync(new Page<ApiTest>([.. tests.Take(TestsOfPage)], tests.Count > TestsOfPage ? PageToken.Write(first + TestsOfPage) : null), JobJson.Default.PageApiTest);
    }

    /// <summary>What a job has left may be a page with a script: it is for saving, and for no browser to run.</summary>
    private async Task GetArtifactAsync(Call call)
    {
        links.Require(call);
        await using var file = journals.Of(BuildRoutes.Number(call, "assignment")).TryOpen(JournalStream.Artifact(call.Value("path"))) ?? throw RequestException.NotFound("Artifact");
        var headers = call.Http.Response.Headers;
        headers.ContentType = "application/octet-stream";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        headers.ContentDisposition = $"attachment; filename*=UTF-8''{Uri.EscapeDataString(Path.GetFileName(call.Value("path")))}";
        headers.ContentLength = file.Length;
        await file.CopyToAsync(call.Http.Response.Body, call.Aborted);
    }

    private static TestCase? TryRead(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, JobJson.Default.TestCase);
        }
        catch (JsonException)
        {
            // The last one may be there in part only.
            return null;
        }
    }

    private static ApiTest Of(TestCase test) => new(test.Message ?? "", "unknown", test.Seconds, test.Result, test.Name, test.ClassName, test.File);

    private static ApiJobDetails Of(JobAccess access, IReadOnlyList<QueuedNode> nodes, JobPlan plan, string address)
    {
        var (_, job, workflow, pipeline, project) = access;
        return new ApiJobDetails
        {
            Number = job.Build ?? 0,
            Name = job.Name,
            Status = ApiTexts.StatusOf(job),
            WebUrl = $"{address}/pipelines/{pipeline.Id}",
            CreatedAt = ApiTexts.Time(job.CreatedAt),
            QueuedAt = ApiTexts.Time(nodes[0].QueuedAt),
            StartedAt = ApiTexts.Time(job.StartedAt),
            StoppedAt = ApiTexts.Time(job.EndedAt),
            Duration = job.EndedAt is { } end && job.StartedAt is { } start ? (long)(end - start).TotalMilliseconds : null,
            LatestWorkflow = new ApiNamedId(workflow.Id, workflow.Name),
            Pipeline = new ApiId(pipeline.Id),
            Project = new ApiJobProject(project.Id, project.Slug.ToString(), project.Slug.Name, ApiShapes.UrlOf(project, address)),
            Organization = new ApiName(project.Slug.Owner),
            Contexts = [.. plan.Contexts.Select(context => new ApiName(context))],
            Executor = new ApiExecutor("docker", plan.ResourceClass ?? "medium"),
            Parallelism = plan.Parallelism,
            ParallelRuns = [.. nodes.Select(node => new ApiNode(node.Node, StatusOf(node)))],
        };
    }

    private static string StatusOf(QueuedNode node) => node.State switch
    {
        NodeState.Queued => "queued",
        NodeState.Leased => "running",
        _ => ApiTexts.Of(node.Outcome!),
    };
}
