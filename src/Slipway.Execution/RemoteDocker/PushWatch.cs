using System.Globalization;
using System.Text.Json;
using Slipway.Engines.Api;
using Slipway.Engines.Leases;

namespace Slipway.Execution.RemoteDocker;

/// <summary>
/// Learns from a job's engine which images it pushes. What a builder in a container of its own pushes (buildx's docker-container driver) is
/// no push of the engine's, and is not seen.
/// </summary>
/// <remarks>The job has the engine and may answer in its place: what comes is bounded, and taken only where it has the form of a name or a digest.</remarks>
internal sealed class PushWatch : IAsyncDisposable
{
    private const string Filter = "filters=%7B%22type%22%3A%5B%22image%22%5D%2C%22event%22%3A%5B%22push%22%5D%7D";
    private const int MostLineBytes = 1 << 20;
    private const int MostAnswerBytes = 1 << 20;
    private const long MostBytes = 16L << 20;
    private const int MostPushes = 300;
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(5);
    private readonly EngineApi _api;
    private readonly TimeProvider _clock;
    private readonly Action<string, string?> _pushed;
    private readonly string _since;
    private readonly HashSet<string> _seen = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _watching;
    private long _read;

    /// <param name="lease">The engine.</param>
    /// <param name="clock">For the time from which on pushes count.</param>
    /// <param name="pushed">Learns of each push: the image, and its digest where the engine knows it.</param>
    public PushWatch(EngineLease lease, TimeProvider clock, Action<string, string?> pushed)
    {
        _api = new EngineApi(lease.Address, lease.Certificates, clock);
        _clock = clock;
        _pushed = pushed;
        _since = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        _watching = TryReadAsync($"/events?since={_since}&{Filter}", _ending.Token);
    }

    /// <summary>Looks once more for what was pushed a moment ago, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _watching;
        using var deadline = new CancellationTokenSource(LastLook, _clock);
        var now = _clock.GetUtcNow();
        await TryReadAsync(string.Create(CultureInfo.InvariantCulture, $"/events?since={_since}&until={now.ToUnixTimeSeconds()}.{now.Ticks % TimeSpan.TicksPerSecond * 100:000000000}&{Filter}"), deadline.Token);
        _api.Dispose();
        _ending.Dispose();
    }

    private async Task TryReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(path, cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException or JsonException or FormatException or InvalidOperationException)
        {
            // The engine has ended, or answers nonsense, or the job has ended: what was not seen by then is not known.
        }
    }

    private async Task ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        using var answer = await _api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var lines = new BoundedLines(await answer.Content.ReadAsStreamAsync(cancellationToken), MostLineBytes);
        while (_seen.Count < MostPushes && _read < MostBytes && await lines.NextAsync(cancellationToken) is { } line)
        {
            _read += line.Length;
            if (JsonSerializer.Deserialize(line, EngineAnswersJson.Default.EngineEvent) is { Actor.Id: { } image } happened
                && PushedName.IsImage(image) && !_seen.Contains($"{happened.Time} {image}"))
            {
                _pushed(image, await FindDigestAsync(image, cancellationToken));
                // Not before: the end of the job may cut the search for the digest off, and the last look is to find the push again.
                _seen.Add($"{happened.Time} {image}");
            }
        }
    }

    private async Task<string?> FindDigestAsync(string image, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/images/{image}/json", UriKind.Relative));
        using var answer = await _api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!answer.IsSuccessStatusCode || await TryReadAsync(answer.Content, cancellationToken) is not { } found)
        {
            return null;
        }

        var tag = image.LastIndexOf(':');
        var name = (tag > image.LastIndexOf('/') ? image[..tag] : image) + "@";
        return (found.RepoDigests ?? []).OfType<string>()
            .Where(digest => digest.StartsWith(name, StringComparison.Ordinal)).Select(digest => digest[name.Length..]).FirstOrDefault(PushedName.IsDigest);
    }

    /// <returns>Null when it is no description of an image, or longer than one is.</returns>
    private static async Task<EngineImageDigests?> TryReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            await content.LoadIntoBufferAsync(MostAnswerBytes, cancellationToken);
            return JsonSerializer.Deserialize(await content.ReadAsByteArrayAsync(cancellationToken), EngineAnswersJson.Default.EngineImageDigests);
        }
        catch (Exception failure) when (failure is JsonException or HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded })
        {
            return null;
        }
    }
}
