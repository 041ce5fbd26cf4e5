using Microsoft.AspNetCore.Http;
using Slipway.Config.Expressions;
using Slipway.Server.Projects;
using Slipway.Server.Requests;
using Slipway.Server.Secrets;
using Slipway.Server.Storage;

namespace Slipway.Server.Api;

/// <summary>Contexts with their variables and restrictions by API v2.</summary>
public sealed class ContextRoutes(IDatabase database, SecretSeal seal, TimeProvider clock)
{
    private const string Path = "/api/v2/context";
    private const int LongestName = 100;

    public IEnumerable<Route> All =>
    [
        new("GET", Path, RoutePolicy.ReadToken, ListAsync),
        new("POST", Path, RoutePolicy.WriteToken, AddAsync),
        new("GET", Path + "/{id}", RoutePolicy.ReadToken, GetAsync),
        new("DELETE", Path + "/{id}", RoutePolicy.WriteToken, RemoveAsync),
        new("GET", Path + "/{id}/environment-variable", RoutePolicy.ReadToken, ListVariablesAsync),
        new("PUT", Path + "/{id}/environment-variable/{variable}", RoutePolicy.WriteToken, SetVariableAsync),
        new("DELETE", Path + "/{id}/environment-variable/{variable}", RoutePolicy.WriteToken, RemoveVariableAsync),
        new("GET", Path + "/{id}/restrictions", RoutePolicy.ReadToken, ListRestrictionsAsync),
        new("POST", Path + "/{id}/restrictions", RoutePolicy.WriteToken, RestrictAsync),
        new("DELETE", Path + "/{id}/restrictions/{restriction}", RoutePolicy.WriteToken, RemoveRestrictionAsync),
    ];

    private async Task ListAsync(Call call)
    {
        var contexts = await database.ReadAsync(async session => await ContextTable.ListAsync(session, await OwnerAsync(session, call.Query("owner-id"), call.Query("owner-slug"))), call.Aborted);
        await call.AnswerAsync(new Page<ApiContext>([.. contexts.Select(Of)], null), VariableJson.Default.PageApiContext);
    }

    private async Task AddAsync(Call call)
    {
        var asked = await call.ReadAsync(VariableJson.Default.ContextRequest);
        if (asked.Name.Length is 0 or > LongestName)
        {
            throw RequestException.Bad($"The name of a context has 1 to {LongestName} characters");
        }

        var context = await database.WriteAsync(
            async session =>
            {
                var made = new Context(Guid.NewGuid(), await OwnerAsync(session, asked.Owner.Id, asked.Owner.Slug), asked.Name, clock.GetUtcNow());
                return await ContextTable.TryAddAsync(session, made) ? made : throw new RequestException(StatusCodes.Status409Conflict, $"There is a context {asked.Name}.");
            },
            call.Aborted);
        await call.AnswerAsync(Of(context), VariableJson.Default.ApiContext);
    }

    private async Task GetAsync(Call call) => await call.AnswerAsync(Of(await database.ReadAsync(session => FindAsync(session, call), call.Aborted)), VariableJson.Default.ApiContext);

    private async Task RemoveAsync(Call call)
    {
        await database.WriteAsync(async session => await ContextTable.RemoveAsync(session, (await FindAsync(session, call)).Id), call.Aborted);
        await SayAsync(call, "Context deleted.");
    }

    private async Task ListVariablesAsync(Call call)
    {
        var (context, known) = await database.ReadAsync(
            async session =>
            {
                var context = await FindAsync(session, call);
                return (context, await SecretTable.ListAsync(session, SecretTable.OfContext(context.Id)));
            },
            call.Aborted);
        await call.AnswerAsync(new Page<ApiContextVariable>([.. known.Select(secret => Of(secret, context))], null), VariableJson.Default.PageApiContextVariable);
    }

    private async Task SetVariableAsync(Call call)
    {
        var asked = await call.ReadAsync(VariableJson.Default.VariableValue);
        var name = call.Value("variable");
        VariableRoutes.Require(name, asked.Value);
        var answer = await database.WriteAsync(
            async session =>
            {
                var context = await FindAsync(session, call);
                var owner = SecretTable.OfContext(context.Id);
                await SecretTable.SetAsync(session, seal, owner, name, asked.Value, clock.GetUtcNow());
                return Of((await SecretTable.ListAsync(session, owner)).First(secret => secret.Name == name), context);
            },
            call.Aborted);
        await call.AnswerAsync(answer, VariableJson.Default.ApiContextVariable);
    }

    private async Task RemoveVariableAsync(Call call)
    {
        if (!await database.WriteAsync(async session => await SecretTable.RemoveAsync(session, SecretTable.OfContext((await FindAsync(session, call)).Id), call.Value("variable")), call.Aborted))
        {
            throw RequestException.NotFound("Environment variable");
        }

        await SayAsync(call, "Environment variable deleted.");
    }

    private async Task ListRestrictionsAsync(Call call)
    {
        var restrictions = await database.ReadAsync(async session => await ContextTable.ListRestrictionsAsync(session, (await FindAsync(session, call)).Id), call.Aborted);
        await call.AnswerAsync(new Page<ApiRestriction>([.. restrictions.Select(Of)], null), VariableJson.Default.PageApiRestriction);
    }

    private async Task RestrictAsync(Call call)
    {
        var asked = await call.ReadAsync(VariableJson.Default.RestrictionRequest);
        var (kind, value) = (asked.RestrictionType ?? "project", asked.RestrictionValue ?? asked.ProjectId ?? "");
        if (kind is not ("project" or "expression"))
        {
            throw RequestException.Bad($"A context is restricted by project or expression, not by {kind}");
        }

        if (kind == "expression" && Expression.Parse(value).Error is { } mistake)
        {
            throw RequestException.Bad($"The expression cannot be understood: {mistake}");
        }

        var restriction = await database.WriteAsync(
            async session =>
            {
                var made = new ContextRestriction(Guid.NewGuid(), (await FindAsync(session, call)).Id, kind, kind == "project" ? await ProjectAsync(session, value) : value);
                await ContextTable.RestrictAsync(session, made);
                return made;
            },
            call.Aborted);
        await call.AnswerAsync(Of(restriction), VariableJson.Default.ApiRestriction, StatusCodes.Status201Created);
    }

    private async Task RemoveRestrictionAsync(Call call)
    {
        if (!await database.WriteAsync(
            async session => Guid.TryParse(call.Value("restriction"), out var id) && await ContextTable.RemoveRestrictionAsync(session, (await FindAsync(session, call)).Id, id), call.Aborted))
        {
            throw RequestException.NotFound("Restriction");
        }

        await SayAsync(call, "Context restriction deleted.");
    }

    private static Task SayAsync(Call call, string message) => call.AnswerAsync(new ErrorMessage(message), ErrorJson.Default.ErrorMessage);

    private static async Task<string> ProjectAsync(SqlSession session, string id) =>
        Guid.TryParse(id, out var project) && await ProjectTable.FindAsync(session, project) is not null ? project.ToString() : throw RequestException.NotFound("Project");

    private static async Task<Context> FindAsync(SqlSession session, Call call) => await ContextTable.FindAsync(session, PipelineRoutes.IdOf(call, "Context")) ?? throw RequestException.NotFound("Context");

    /// <summary>The organisation of projects that are here.</summary>
    private static async Task<string> OwnerAsync(SqlSession session, string? id, string? slug)
    {
        var owner = (await ProjectTable.ListAsync(session)).FirstOrDefault(project => id is not null ? project.OwnerId.ToString() == id : IsOwner(project.Slug, slug)) ?? throw RequestException.NotFound("Organization");
        return $"{owner.Slug.Host}/{owner.Slug.Owner}";
    }

    private static bool IsOwner(ProjectSlug project, string? slug) => slug == $"{project.Host}/{project.Owner}" || slug == $"{project.LongHost}/{project.Owner}";

    private static ApiContext Of(Context context) => new(context.Id, context.Name, ApiTexts.Time(context.CreatedAt));

    private static ApiContextVariable Of(SecretName secret, Context context) => new(secret.Name, context.Id, ApiTexts.Time(secret.CreatedAt), ApiTexts.Time(secret.UpdatedAt));

    private static ApiRestriction Of(ContextRestriction restriction) =>
        new(restriction.Id, restriction.Context, restriction.Kind == "project" ? restriction.Value : null, null, restriction.Kind, restriction.Value);
}
