using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Slipway.Server.Storage;
using Slipway.Server.Tokens;

namespace Slipway.Server.Requests;

/// <summary>Stands before every route: lets through whom its policy names, bounds what comes in, and turns what goes wrong into an answer.</summary>
/// <param name="report">Learns of what nobody expected.</param>
public sealed class Gate(IDatabase database, TimeProvider clock, Action<string> report)
{
    /// <summary>What the web server calls for a route.</summary>
    public RequestDelegate Of(Route route) => context => RunAsync(route, context);

    [SuppressMessage("Design", "CA1031", Justification = "The boundary of a request: whatever it is, the others go on.")]
    private async Task RunAsync(Route route, HttpContext context)
    {
        try
        {
            Bound(context, route.MostBytes);
            var token = TokenReader.Find(context.Request, route.TakesTokenInAddress) is { } text
                ? await database.ReadAsync(session => TokenTable.FindAsync(session, text, clock.GetUtcNow()), context.RequestAborted)
                : null;
            if (!MayPass(route.Policy, token))
            {
                await RefuseAsync(route.Policy, token, context);
                return;
            }

            await route.Run(new Call(context, token));
        }
        catch (RequestException refused)
        {
            await AnswerAsync(context, refused.Status, refused.Message);
        }
        catch (BadHttpRequestException bad)
        {
            await AnswerAsync(context, bad.StatusCode, bad.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        catch (Exception failure)
        {
            report($"{route.Method} {route.Pattern}: {failure}");
            await AnswerAsync(context, StatusCodes.Status500InternalServerError, "The server failed; its log says why.");
        }
    }

    private static bool MayPass(RoutePolicy policy, KnownToken? token) => (policy, token) switch
    {
        (RoutePolicy.Everybody, _) => true,
        (_, null) => false,
        (RoutePolicy.RunnerKey, _) => token.Kind == AccessTokenKind.Runner,
        (RoutePolicy.RegistrationToken, _) => token.Kind == AccessTokenKind.Registration,
        (RoutePolicy.JobToken, _) => token.Kind == AccessTokenKind.Job,
        (RoutePolicy.GitRead, { Kind: AccessTokenKind.Job }) => true,
        (_, { Kind: not AccessTokenKind.Api }) => false,
        (RoutePolicy.StatusToken, _) => token.Scope >= TokenScope.Status,
        (RoutePolicy.ReadToken or RoutePolicy.GitRead, _) => token.Scope >= TokenScope.Read,
        (RoutePolicy.WriteToken or RoutePolicy.GitWrite, _) => token.Scope >= TokenScope.Write,
        (RoutePolicy.AdminToken, _) => token.Scope >= TokenScope.Admin,
        _ => false,
    };

    private static Task RefuseAsync(RoutePolicy policy, KnownToken? token, HttpContext context)
    {
        if (token is not null)
        {
            return AnswerAsync(context, StatusCodes.Status403Forbidden, "Permission denied");
        }

        if (policy is RoutePolicy.GitRead or RoutePolicy.GitWrite)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"Slipway: the token is the password\"";
        }

        return AnswerAsync(context, StatusCodes.Status401Unauthorized, "You must log in first.");
    }

    private static void Bound(HttpContext context, long? mostBytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = mostBytes;
        }
    }

    private static async Task AnswerAsync(HttpContext context, int status, string message)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        await new Call(context, null).AnswerAsync(new ErrorMessage(message), ErrorJson.Default.ErrorMessage, status);
    }
}
