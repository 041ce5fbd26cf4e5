using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Slipway.Server.Intake;
using Slipway.Server.Projects;
using Slipway.Server.Queue;
using Slipway.Server.Requests;
using Slipway.Server.Storage;
using Slipway.Server.Tokens;

namespace Slipway.Server.Git;

/// <summary>The projects' repositories for git itself: <c>git clone</c> and <c>git push</c> over HTTP.</summary>
/// <remarks>https://git-scm.com/docs/http-protocol#_smart_clients.</remarks>
public sealed class GitRoutes(IDatabase database, ProjectRepositories repositories, PushIntake intake, long mostPushBytes)
{
    private const string Repository = "/{host}/{owner}/{name}.git/";
    private const string Service = "git-";
    private const string Receive = "receive-pack";
    private const string Upload = "upload-pack";
    private const long MostFetchRequest = 64 << 20;

    public IEnumerable<Route> All =>
    [
        new("GET", Repository + "info/refs", RoutePolicy.GitRead, AdvertiseAsync),
        new("POST", Repository + Service + Upload, RoutePolicy.GitRead, FetchAsync) { MostBytes = MostFetchRequest },
        new("POST", Repository + Service + Receive, RoutePolicy.GitWrite, PushAsync) { MostBytes = null },
    ];

    private async Task AdvertiseAsync(Call call)
    {
        var command = call.Query("service") switch
        {
            Service + Upload => Upload,
            Service + Receive => Receive,
            _ => throw new RequestException(StatusCodes.Status403Forbidden, "Only git itself is answered here: git clone, git push."),
        };
        if (command == Receive && call.Token is not { Kind: AccessTokenKind.Api, Scope: >= TokenScope.Write })
        {
            throw new RequestException(StatusCodes.Status403Forbidden, "The token may not write.");
        }

        var project = await FindAsync(call);
        var refs = await repositories.Of(project.Id).AdvertiseAsync(command, ProtocolOf(call, command), call.Aborted);
        Begin(call, $"application/x-git-{command}-advertisement");
        await call.Http.Response.Body.WriteAsync(PacketLine.Write(Encoding.ASCII.GetBytes($"# service=git-{command}\n")), call.Aborted);
        await call.Http.Response.Body.WriteAsync(PacketLine.Flush, call.Aborted);
        await call.Http.Response.Body.WriteAsync(refs, call.Aborted);
    }

    private async Task FetchAsync(Call call)
    {
        var project = await FindAsync(call);
        var body = BodyOf(call);
        Begin(call, "application/x-git-upload-pack-result");
        await repositories.Of(project.Id).ServeAsync(
            Upload, ProtocolOf(call, Upload), 0, (git, cancellationToken) => body.CopyToAsync(git, cancellationToken), answer => answer.CopyToAsync(call.Http.Response.Body, call.Aborted), call.Aborted);
    }

    private async Task PushAsync(Call call)
    {
        var project = await FindAsync(call);
        var body = BodyOf(call);
        var request = await ReadAsync(call, body);
        Begin(call, "application/x-git-receive-pack-result");
        if (request.Changes.Count == 0)
        {
            // git only asks whether it would be let in.
            await call.Http.Response.Body.WriteAsync(PacketLine.Flush, call.Aborted);
            return;
        }

        var numbers = await intake.AnnounceAsync(project, request.Changes, call.Actor, request.Options, call.Aborted);
        using var answer = new PushAnswer(call.Http.Response.Body);
        var isWhole = false;
        try
        {
            await repositories.Of(project.Id).ServeAsync(
                Receive,
                null,
                mostPushBytes,
                async (git, cancellationToken) =>
                {
                    await git.WriteAsync(request.Read, cancellationToken);
                    await body.CopyToAsync(git, cancellationToken);
                },
                output => request.HasSideBand ? answer.RelayAsync(output, call.Aborted) : output.CopyToAsync(call.Http.Response.Body, call.Aborted),
                call.Aborted);
            isWhole = request.HasSideBand;
        }
        finally
        {
            // Also when nobody waits for the answer any more: what git has accepted is accepted.
            var accepted = isWhole ? await answer.AcceptedAsync() : null;
            var results = await SettleAsync(project, request, numbers, accepted);
            if (isWhole)
            {
                await answer.EndAsync(results.Select(result => Say(call, result)), call.Aborted);
            }
        }
    }

    /// <param name="accepted">What git has said; null: it is not known, and the refs say it.</param>
    private async Task<IReadOnlyList<PushResult>> SettleAsync(Project project, PushRequest request, IReadOnlyList<long> numbers, IReadOnlySet<string>? accepted)
    {
        if (accepted is null)
        {
            var changes = numbers.Zip(request.Changes, (number, change) => new IntakeRecord(project.Id, change, "", "", "") { Number = number }).ToList();
            var arrived = ArrivedPushes.Find(changes, await repositories.Of(project.Id).RefsAsync(CancellationToken.None));
            return await intake.SettleAsync(project, numbers.ToDictionary(number => number, arrived.Contains), CancellationToken.None);
        }

        return await intake.SettleAsync(project, numbers.Zip(request.Changes).ToDictionary(pair => pair.First, pair => accepted.Contains(pair.Second.Ref)), CancellationToken.None);
    }

    private static string Say(Call call, PushResult result) => result.Pipeline is { } pipeline
        ? $"Slipway: pipeline {pipeline.Number}: {call.Address}/pipelines/{pipeline.Id}"
        : $"Slipway: {result.Reason}";

    private static async Task<PushRequest> ReadAsync(Call call, Stream body)
    {
        try
        {
            return await PushRequest.ReadAsync(body, call.Aborted);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException)
        {
            throw RequestException.Bad(failure.Message);
        }
    }

    /// <summary>A job finds its own project, and nobody else's.</summary>
    private async Task<Project> FindAsync(Call call)
    {
        var slug = ProjectSlug.TryMake(call.Value("host"), call.Value("owner"), call.Value("name"));
        var project = slug is null ? null : await database.ReadAsync(session => ProjectTable.FindAsync(session, slug), call.Aborted);
        if (project is null || (call.Token is { Kind: AccessTokenKind.Job } job && await database.ReadAsync(session => JobAccess.FindAsync(session, job), call.Aborted) is var access && access?.Project.Id != project.Id))
        {
            throw RequestException.NotFound("Project");
        }

        return project;
    }

    private static void Begin(Call call, string type)
    {
        call.Http.Response.ContentType = type;
        call.Http.Response.Headers.CacheControl = "no-cache";
    }

    private static string? ProtocolOf(Call call, string command) =>
        command == Upload && call.Http.Request.Headers["Git-Protocol"].ToString() is "version=2" or "version=1" ? call.Http.Request.Headers["Git-Protocol"].ToString() : null;

    [SuppressMessage("Reliability", "CA2000", Justification = "It holds nothing but the request, which is not its own.")]
    private static Stream BodyOf(Call call) =>
        call.Http.Request.Headers.ContentEncoding.ToString() is "gzip" or "x-gzip" ? new GZipStream(call.Http.Request.Body, CompressionMode.Decompress) : call.Http.Request.Body;
}
