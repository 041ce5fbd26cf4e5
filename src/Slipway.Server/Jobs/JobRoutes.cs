using Microsoft.AspNetCore.Http;
using Slipway.Model.Assignments;
using Slipway.Model.Runners;
using Slipway.Server.Content;
using Slipway.Server.Queue;
using Slipway.Server.Requests;
using Slipway.Server.Storage;

namespace Slipway.Server.Jobs;

/// <summary>What a running job itself asks of the server, by its own token: caches and workspaces.</summary>
public sealed class JobRoutes(IDatabase database, ContentStore content, TimeProvider clock)
{
    private const string Version = "/job/v1/";

    public IEnumerable<Route> All =>
    [
        new("POST", Version + "content", RoutePolicy.JobToken, PutContentAsync) { MostBytes = null },
        new("GET", Version + "content/{hash}", RoutePolicy.JobToken, GetContentAsync),
        new("POST", Version + "caches/find", RoutePolicy.JobToken, FindCacheAsync),
        new("POST", Version + "caches/add", RoutePolicy.JobToken, AddCacheAsync),
        new("POST", Version + "caches/use", RoutePolicy.JobToken, call => ChangeCacheAsync(call, CacheTable.UseAsync)),
        new("POST", Version + "caches/remove", RoutePolicy.JobToken, call => ChangeCacheAsync(call, (session, project, trust, key, _) => CacheTable.RemoveAsync(session, project, trust, key))),
        new("GET", Version + "layers", RoutePolicy.JobToken, ListLayersAsync),
        new("POST", Version + "layers", RoutePolicy.JobToken, AddLayerAsync),
    ];

    private async Task PutContentAsync(Call call)
    {
        await AccessAsync(call);
        await call.AnswerAsync(await content.PutAsync(call.Http.Request.Body, call.Aborted), RunnerJson.Default.StoredContent);
    }

    private async Task GetContentAsync(Call call)
    {
        await AccessAsync(call);
        await using var stored = content.TryOpen(call.Value("hash")) ?? throw RequestException.NotFound("Content");
        call.Http.Response.ContentLength = stored.Length;
        call.Http.Response.ContentType = "application/octet-stream";
        await stored.CopyToAsync(call.Http.Response.Body, call.Aborted);
    }

    private async Task FindCacheAsync(Call call)
    {
        var access = await AccessAsync(call);
        var question = await call.ReadAsync(RunnerJson.Default.CacheQuestion);
        if (await database.ReadAsync(session => CacheTable.FindAsync(session, access.Project.Id, TrustScope.Trusted, question, clock.GetUtcNow()), call.Aborted) is { } found)
        {
            await call.AnswerAsync(found, RunnerJson.Default.StoredCache);
        }
        else
        {
            await call.AnswerAsync(StatusCodes.Status204NoContent);
        }
    }

    private async Task AddCacheAsync(Call call)
    {
        var asked = await call.ReadAsync(RunnerJson.Default.CacheToStore);
        var stored = await database.WriteAsync(
            async session => await CacheTable.TryAddAsync(session, (await AccessAsync(session, call)).Project.Id, TrustScope.Trusted, asked, clock.GetUtcNow()), call.Aborted);
        await call.AnswerAsync(stored, RunnerJson.Default.CacheStored);
    }

    private async Task ChangeCacheAsync(Call call, Func<SqlSession, Guid, TrustScope, string, DateTimeOffset, Task> changeAsync)
    {
        var question = await call.ReadAsync(RunnerJson.Default.CacheQuestion);
        await database.WriteAsync(
            async session => await changeAsync(session, (await AccessAsync(session, call)).Project.Id, TrustScope.Trusted, question.Key, clock.GetUtcNow()), call.Aborted);
        await call.AnswerAsync(StatusCodes.Status204NoContent);
    }

    private async Task ListLayersAsync(Call call)
    {
        var access = await AccessAsync(call);
        await call.AnswerAsync(await database.ReadAsync(session => LayerTable.ListAsync(session, access.Workflow.Id), call.Aborted), RunnerJson.Default.IReadOnlyListStoredLayer);
    }

    private async Task AddLayerAsync(Call call)
    {
        var asked = await call.ReadAsync(RunnerJson.Default.LayerToStore);
        var isAdded = await database.WriteAsync(
            async session =>
            {
                var access = await AccessAsync(session, call);
                // What a job says of itself is not believed.
                var layer = asked.Layer with { Workflow = access.Workflow.Name, Job = access.Job.Name, Node = access.Node.Node };
                return await LayerTable.TryAddAsync(session, access.Workflow.Id, asked with { Layer = layer });
            },
            call.Aborted);
        await call.AnswerAsync(new LayerStored(isAdded), RunnerJson.Default.LayerStored);
    }

    private Task<JobAccess> AccessAsync(Call call) => database.ReadAsync(session => AccessAsync(session, call), call.Aborted);

    private static async Task<JobAccess> AccessAsync(SqlSession session, Call call) => await JobAccess.FindAsync(session, call.Token!) ?? throw RequestException.Lost();
}
