using System.Globalization;
using System.Text;
using Slipway.Model.Runners;
using Slipway.Server.Journals;
using Slipway.Server.Pipelines;
using Slipway.Server.Queue;
using Slipway.Server.Requests;
using Slipway.Server.Storage;

namespace Slipway.Server.Api;

/// <summary>A job's page by API v1.1, and the output of its steps in the forms in which clients ask for it.</summary>
public sealed class BuildRoutes(IDatabase database, JournalStore journals, SignedLinks links)
{
    /// <summary>A client that wants more reads the log in parts.</summary>
    private const int MostOutput = 4 << 20;

    public IEnumerable<Route> All =>
    [
        .. ProjectLookup.Routes("GET", "/api/v1.1/project/", "/{build:long}", RoutePolicy.ReadToken, GetBuildAsync).Select(route => route with { TakesTokenInAddress = true }),
        .. ProjectLookup.Routes("GET", "/api/private/output/raw/", "/{build:long}/{kind}/{node:int}/{step:int}", RoutePolicy.ReadToken, GetRawAsync),
        new("GET", "/output/{assignment:long}/{step:int}", RoutePolicy.Everybody, GetSignedAsync),
    ];

    private async Task GetBuildAsync(Call call)
    {
        var (access, nodes) = await database.ReadAsync(session => FindAsync(session, call), call.Aborted);
        var happened = await Task.WhenAll(nodes.Select(async node => (node, await journals.Of(node.Id).EventsAsync(call.Aborted))));
        await call.AnswerAsync(BuildPage.Of(access, happened, call.Address, links), BuildJson.Default.ApiBuild);
    }

    private async Task GetRawAsync(Call call)
    {
        var (_, nodes) = await database.ReadAsync(session => FindAsync(session, call), call.Aborted);
        var node = nodes.FirstOrDefault(known => known.Node == Number(call, "node")) ?? throw RequestException.NotFound("Output");
        if (call.Value("kind") is not ("output" or "error"))
        {
            throw RequestException.NotFound("Output");
        }

        call.Http.Response.ContentType = "text/plain; charset=utf-8";
        // Both streams of a step are one here, in the order in which they came.
        if (call.Value("kind") == "output")
        {
            await using var log = await OpenAsync(node.Id, (int)Number(call, "step"), call.Aborted);
            await (log?.CopyToAsync(call.Http.Response.Body, call.Aborted) ?? Task.CompletedTask);
        }
    }

    private async Task GetSignedAsync(Call call)
    {
        links.Require(call);
        await using var log = await OpenAsync(Number(call, "assignment"), (int)Number(call, "step"), call.Aborted);
        var text = log is null ? "" : await ReadAsync(log, call.Aborted);
        IReadOnlyList<ApiOutput> output = text.Length == 0 ? [] : [new ApiOutput(text, ApiTexts.Time(DateTimeOffset.UnixEpoch), "out")];
        await call.AnswerAsync(output, BuildJson.Default.IReadOnlyListApiOutput);
    }

    private async Task<FileStream?> OpenAsync(long assignment, int step, CancellationToken cancellationToken)
    {
        var journal = journals.Of(assignment);
        return BuildPage.LogOf(await journal.EventsAsync(cancellationToken), step) is { } log ? journal.TryOpen(JournalStream.Log(log)) : null;
    }

    private static async Task<string> ReadAsync(FileStream log, CancellationToken cancellationToken)
    {
        var bytes = new byte[Math.Min(log.Length, MostOutput)];
        var count = await log.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(bytes, 0, count);
    }

    /// <summary>The job that an address names by its number, with its nodes.</summary>
    internal static async Task<(JobAccess Access, IReadOnlyList<QueuedNode> Nodes)> FindAsync(SqlSession session, Call call)
    {
        var project = await ProjectLookup.FindAsync(session, call);
        var job = await WorkflowJobTable.FindAsync(session, project.Id, Number(call, "build")) ?? throw RequestException.NotFound("Build");
        var nodes = await AssignmentTable.ListAsync(session, job.Id);
        return (await JobAccess.OfAsync(session, nodes[0]), nodes);
    }

    internal static long Number(Call call, string name) =>
        long.TryParse(call.Value(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw RequestException.NotFound("Build");
}
