using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Engines.Api;

namespace Slipway.Execution.RemoteDocker;

/// <summary>Reads what a job's engine tells of itself. The job has the engine and may answer in its place: what comes is bounded.</summary>
internal static class EngineEvents
{
    private const int MostLineBytes = 1 << 20;
    private const int MostAnswerBytes = 1 << 20;
    private const long MostBytes = 16L << 20;

    /// <param name="api">The engine's.</param>
    /// <param name="query">Which events, as in Docker's API: <c>since=…&amp;filters=…</c>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<EngineEvent> ReadAsync(EngineApi api, string query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/events?{query}", UriKind.Relative));
        using var answer = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var lines = new BoundedLines(await answer.Content.ReadAsStreamAsync(cancellationToken), MostLineBytes);
        long read = 0;
        while (read < MostBytes && await lines.NextAsync(cancellationToken) is { } line)
        {
            read += line.Length;
            if (JsonSerializer.Deserialize(line, EngineAnswersJson.Default.EngineEvent) is { } happened)
            {
                yield return happened;
            }
        }
    }

    /// <summary>Whether reading ended with the engine, with the job, or by an answer that is none.</summary>
    public static bool IsEnd(Exception failure) =>
        failure is HttpRequestException or IOException or OperationCanceledException or JsonException or FormatException or InvalidOperationException;

    /// <summary>The engine's description of one thing.</summary>
    /// <returns>Null when it has none, or one that is longer than there are.</returns>
    public static async Task<T?> TryDescribeAsync<T>(EngineApi api, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        using var answer = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            return null;
        }

        try
        {
            await answer.Content.LoadIntoBufferAsync(MostAnswerBytes, cancellationToken);
            return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(cancellationToken), type);
        }
        catch (Exception failure) when (failure is JsonException or HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded })
        {
            return null;
        }
    }
}
