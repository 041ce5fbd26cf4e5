using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Slipway.Server.Pipelines;
using Slipway.Server.Requests;
using Slipway.Server.Storage;
using Slipway.Server.Tokens;

namespace Slipway.Server.Api;

/// <summary>What a person with a browser or curl sees: a pipeline as plain text, the link of the first administrator, and whether the server is well.</summary>
public sealed class PageRoutes(IDatabase database, TimeProvider clock)
{
    public IEnumerable<Route> All =>
    [
        new("GET", "/healthz", RoutePolicy.Everybody, call => call.AnswerTextAsync("ok\n")),
        new("GET", "/readyz", RoutePolicy.Everybody, ReadyAsync),
        new("GET", "/pipelines/{id}", RoutePolicy.GitRead, ShowAsync),
        new("GET", "/first-administrator/{code}", RoutePolicy.Everybody, AskAsync),
        new("POST", "/first-administrator/{code}", RoutePolicy.Everybody, TakeAsync),
    ];

    private async Task ReadyAsync(Call call)
    {
        await database.ReadAsync(session => session.NumberAsync("SELECT COUNT(*) FROM projects"), call.Aborted);
        await call.AnswerTextAsync("ok\n");
    }

    private async Task ShowAsync(Call call)
    {
        if (call.Token is not { Kind: AccessTokenKind.Api })
        {
            throw RequestException.NotFound("Pipeline");
        }

        var text = await database.ReadAsync(
            async session =>
            {
                var pipeline = await PipelineTable.FindAsync(session, PipelineRoutes.IdOf(call, "Pipeline")) ?? throw RequestException.NotFound("Pipeline");
                return await DescribeAsync(session, pipeline);
            },
            call.Aborted);
        await call.AnswerTextAsync(text);
    }

    private static async Task<string> DescribeAsync(SqlSession session, PipelineRecord pipeline)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"pipeline {pipeline.Number}: {pipeline.Branch ?? pipeline.Tag} at {pipeline.Revision}: {ApiTexts.Of(pipeline.Stage)}\n"));
        foreach (var problem in pipeline.Problems)
        {
            text.Append("  ").Append(problem.Message).Append('\n');
        }

        foreach (var workflow in await WorkflowTable.ListAsync(session, pipeline.Id))
        {
            text.Append("  ").Append(workflow.Name).Append(": ").Append(ApiTexts.Of(workflow.Status)).Append('\n');
            foreach (var job in await WorkflowJobTable.ListAsync(session, workflow.Id))
            {
                text.Append("    ").Append(job.Name).Append(job.Build is { } build ? string.Create(CultureInfo.InvariantCulture, $" {build}") : "").Append(": ").Append(ApiTexts.StatusOf(job)).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Whatever only looks at the link, such as a mail program, does not use it up.</summary>
    private static Task AskAsync(Call call) => call.AnswerTextAsync(
        "<!doctype html><html lang=\"en\"><title>Slipway</title><form method=\"post\"><p>This makes the token of the first administrator, once.</p><button>Make the token</button></form></html>\n",
        "text/html; charset=utf-8");

    private async Task TakeAsync(Call call)
    {
        var now = clock.GetUtcNow();
        var token = await database.WriteAsync(
            async session => await TokenTable.TakeAsync(session, call.Value("code"), AccessTokenKind.FirstAdministrator, now) is null
                ? throw new RequestException(StatusCodes.Status403Forbidden, "The link was used, or was never one. `slipway server token create --scope admin` makes another token.")
                : await TokenTable.AddAsync(session, new KnownToken(Guid.NewGuid(), AccessTokenKind.Api, "first administrator", TokenScope.Admin, null), now),
            call.Aborted);
        call.Http.Response.Headers.CacheControl = "no-store";
        await call.AnswerTextAsync($"{token}\n\nThe token of the first administrator. It is shown once: SLIPWAY_TOKEN takes it.\n");
    }
}
