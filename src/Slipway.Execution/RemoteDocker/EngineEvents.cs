using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Engines.Api;
using Slipway.Engines.Leases;

namespace Slipway.Execution.RemoteDocker;

/// <summary>Reads what a job's engine tells of itself. The job has the engine and may answer in its place: what comes is bounded, over all readings together.</summary>
internal sealed class EngineEvents(EngineLease lease, TimeProvider clock) : IDisposable
{
    private const int MostLineBytes = 1 << 20;
    private const int MostAnswerBytes = 1 << 20;
    private const long MostBytes = 16L << 20;
    private readonly EngineApi _api = new(lease.Address, lease.Certificates, clock);
    private long _read;

    /// <summary>Hands on what happens until it is enough, or the engine or the job has ended, or an answer is none: what was not seen by then is not known.</summary>
    /// <param name="query">Which events, as in Docker's API: <c>since=…&amp;filters=…</c>.</param>
    /// <param name="takeAsync">Takes one event; false: it is enough.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task FollowAsync(string query, Func<EngineEvent, Task<bool>> takeAsync, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/events?{query}", UriKind.Relative));
            using var answer = await _api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await using var lines = new BoundedLines(await answer.Content.ReadAsStreamAsync(cancellationToken), MostLineBytes);
            while (_read < MostBytes && await lines.NextAsync(cancellationToken) is { } line)
            {
                _read += line.Length;
                if (JsonSerializer.Deserialize(line, EngineAnswersJson.Default.EngineEvent) is { } happened && !await takeAsync(happened))
                {
                    return;
                }
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException or JsonException or FormatException or InvalidOperationException)
        {
            // As said above.
        }
    }

    /// <summary>The engine's description of one thing.</summary>
    /// <returns>Null when it has none, or one that is longer than there are.</returns>
    public async Task<T?> TryDescribeAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        using var answer = await _api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
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

    public void Dispose() => _api.Dispose();
}
