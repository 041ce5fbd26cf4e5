using System.Text.Json;
using Docker.DotNet;
using Slipway.Linux.Failures;

namespace Slipway.Execution.Failures;

/// <summary>The ways in which Docker, an engine, a disk or a network fails: none of them is the user's failure, nor a mistake of ours.</summary>
public static class Outage
{
    public static bool Includes(Exception exception) => exception is DockerApiException || WorldFailure.Includes(exception);

    /// <inheritdoc cref="WorldFailure.TellAsync{T}"/>
    public static Task<T> TellAsync<T>(Task<T> work, Func<Exception, string>? say = null) => WorldFailure.TellAsync(work, say, Includes);

    /// <inheritdoc cref="WorldFailure.TellAsync{T}"/>
    public static Task TellAsync(Task work, Func<Exception, string>? say = null) => WorldFailure.TellAsync(work, say, Includes);

    /// <summary>What failed, in Docker's own words where they are Docker's.</summary>
    public static string Explain(Exception exception) => exception is DockerApiException { ResponseBody: { } body } ? Shorten(body) : exception.Message;

    /// <summary>The sentence in Docker's answer <c>{"message": "…"}</c>.</summary>
    public static string Shorten(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
                ? message.GetString()! : body;
        }
        catch (JsonException)
        {
            return body;
        }
    }
}
