using Microsoft.AspNetCore.Http;
using Slipway.Server.Requests;
using Slipway.Server.Secrets;
using Slipway.Server.Storage;

namespace Slipway.Server.Api;

/// <summary>The variables of projects by API v2.</summary>
public sealed class VariableRoutes(IDatabase database, SecretSeal seal, TimeProvider clock)
{
    private const string Hidden = "xxxx";
    private const int LongestValue = 64 << 10;
    private const int LongestName = 300;

    public IEnumerable<Route> All =>
    [
        .. ProjectLookup.Routes("GET", "/api/v2/project/", "/envvar", RoutePolicy.ReadToken, ListAsync),
        .. ProjectLookup.Routes("POST", "/api/v2/project/", "/envvar", RoutePolicy.WriteToken, SetAsync),
        .. ProjectLookup.Routes("GET", "/api/v2/project/", "/envvar/{variable}", RoutePolicy.ReadToken, GetAsync),
        .. ProjectLookup.Routes("DELETE", "/api/v2/project/", "/envvar/{variable}", RoutePolicy.WriteToken, RemoveAsync),
    ];

    /// <exception cref="RequestException">It is no name of a variable, or the value is too long.</exception>
    internal static void Require(string name, string value)
    {
        if (name.Length is 0 or > LongestName || char.IsAsciiDigit(name[0]) || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
        {
            throw RequestException.Bad("The name of a variable has letters, digits and _, and no digit first");
        }

        if (value.Length > LongestValue || value.Contains('\0', StringComparison.Ordinal))
        {
            throw RequestException.Bad($"The value of {name} is no text of at most {LongestValue} characters");
        }
    }

    private async Task ListAsync(Call call)
    {
        var known = await database.ReadAsync(async session => await SecretTable.ListAsync(session, await OwnerAsync(session, call)), call.Aborted);
        await call.AnswerAsync(new Page<ApiVariable>([.. known.Select(Of)], null), VariableJson.Default.PageApiVariable);
    }

    private async Task GetAsync(Call call)
    {
        var known = await database.ReadAsync(async session => await SecretTable.ListAsync(session, await OwnerAsync(session, call)), call.Aborted);
        await call.AnswerAsync(Of(known.FirstOrDefault(secret => secret.Name == call.Value("variable")) ?? throw RequestException.NotFound("Environment variable")), VariableJson.Default.ApiVariable);
    }

    private async Task SetAsync(Call call)
    {
        var asked = await call.ReadAsync(VariableJson.Default.ApiVariable);
        Require(asked.Name, asked.Value);
        var now = clock.GetUtcNow();
        await database.WriteAsync(async session => await SecretTable.SetAsync(session, seal, await OwnerAsync(session, call), asked.Name, asked.Value, now), call.Aborted);
        await call.AnswerAsync(new ApiVariable(asked.Name, Hidden, ApiTexts.Time(now)), VariableJson.Default.ApiVariable, StatusCodes.Status201Created);
    }

    private async Task RemoveAsync(Call call)
    {
        if (!await database.WriteAsync(async session => await SecretTable.RemoveAsync(session, await OwnerAsync(session, call), call.Value("variable")), call.Aborted))
        {
            throw RequestException.NotFound("Environment variable");
        }

        await call.AnswerAsync(new ErrorMessage("Environment variable deleted."), ErrorJson.Default.ErrorMessage);
    }

    private static ApiVariable Of(SecretName secret) => new(secret.Name, Hidden, ApiTexts.Time(secret.CreatedAt));

    private static async Task<string> OwnerAsync(SqlSession session, Call call) => SecretTable.OfProject((await ProjectLookup.FindAsync(session, call)).Id);
}
