using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Slipway.Server.Tokens;

namespace Slipway.Server.Requests;

/// <summary>One request, with who makes it.</summary>
/// <param name="Token">By which it is made; null: by none.</param>
public sealed record Call(HttpContext Http, KnownToken? Token)
{
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>Where this server is, as the caller sees it, without a slash at its end.</summary>
    public string Address => $"{Http.Request.Scheme}://{Http.Request.Host}";

    /// <summary>Who it is, for people.</summary>
    public string Actor => Token?.Name ?? "nobody";

    /// <summary>A part of the path. The web server has unescaped all of it but slashes.</summary>
    public string Value(string name) => (Http.Request.RouteValues[name] as string ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <returns>Null: it is not in the address.</returns>
    public string? Query(string name) => Http.Request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;

    /// <exception cref="RequestException">There is none, or it is not of this kind.</exception>
    public async Task<T> ReadAsync<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(Http.Request.Body, type, Aborted) ?? throw new RequestException(StatusCodes.Status400BadRequest, "The body is null.");
        }
        catch (JsonException failure)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, $"The body is not what is expected: {failure.Message}", failure);
        }
    }

    public async Task AnswerAsync<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        Http.Response.StatusCode = status;
        Http.Response.ContentType = "application/json; charset=utf-8";
        await JsonSerializer.SerializeAsync(Http.Response.Body, value, type, Aborted);
    }

    public Task AnswerAsync(int status)
    {
        Http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    public async Task AnswerTextAsync(string text, string type = "text/plain; charset=utf-8", int status = StatusCodes.Status200OK)
    {
        Http.Response.StatusCode = status;
        Http.Response.ContentType = type;
        await Http.Response.WriteAsync(text, Aborted);
    }
}
