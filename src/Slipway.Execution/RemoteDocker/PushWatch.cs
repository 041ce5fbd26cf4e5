using System.Globalization;
using Slipway.Engines.Leases;

namespace Slipway.Execution.RemoteDocker;

/// <summary>
/// Learns from a job's engine which images it pushes. What a builder in a container of its own pushes (buildx's docker-container driver) is
/// no push of the engine's, and is not seen.
/// </summary>
/// <remarks>The job has the engine and may answer in its place: what comes is taken only where it has the form of a name or a digest.</remarks>
internal sealed class PushWatch : IAsyncDisposable
{
    private const string Filter = "filters=%7B%22type%22%3A%5B%22image%22%5D%2C%22event%22%3A%5B%22push%22%5D%7D";
    private const int MostPushes = 300;
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(5);
    private readonly EngineEvents _events;
    private readonly TimeProvider _clock;
    private readonly Action<string, string?> _pushed;
    private readonly string _since;
    private readonly HashSet<string> _seen = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _watching;

    /// <param name="clock">For the time from which on pushes count.</param>
    /// <param name="pushed">Learns of each push: the image, and its digest where the engine knows it.</param>
    public PushWatch(EngineLease lease, TimeProvider clock, Action<string, string?> pushed)
    {
        _events = new EngineEvents(lease, clock);
        _clock = clock;
        _pushed = pushed;
        _since = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        _watching = ReadAsync($"since={_since}&{Filter}", _ending.Token);
    }

    /// <summary>Looks once more for what was pushed a moment ago, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _watching;
        using var deadline = new CancellationTokenSource(LastLook, _clock);
        var now = _clock.GetUtcNow();
        await ReadAsync(string.Create(CultureInfo.InvariantCulture, $"since={_since}&until={now.ToUnixTimeSeconds()}.{now.Ticks % TimeSpan.TicksPerSecond * 100:000000000}&{Filter}"), deadline.Token);
        _events.Dispose();
        _ending.Dispose();
    }

    private Task ReadAsync(string query, CancellationToken cancellationToken) =>
        _seen.Count < MostPushes ? _events.FollowAsync(query, happened => TakeAsync(happened, cancellationToken), cancellationToken) : Task.CompletedTask;

    private async Task<bool> TakeAsync(EngineEvent happened, CancellationToken cancellationToken)
    {
        if (happened.Actor?.Id is { } image && PushedName.IsImage(image) && !_seen.Contains($"{happened.Time} {image}"))
        {
            _pushed(image, await FindDigestAsync(image, cancellationToken));
            // Not before: the end of the job may cut the search for the digest off, and the last look is to find the push again.
            _seen.Add($"{happened.Time} {image}");
        }

        return _seen.Count < MostPushes;
    }

    private async Task<string?> FindDigestAsync(string image, CancellationToken cancellationToken)
    {
        if (await _events.TryDescribeAsync($"/images/{image}/json", EngineAnswersJson.Default.EngineImageDigests, cancellationToken) is not { } found)
        {
            return null;
        }

        var tag = image.LastIndexOf(':');
        var name = (tag > image.LastIndexOf('/') ? image[..tag] : image) + "@";
        return (found.RepoDigests ?? []).OfType<string>()
            .Where(digest => digest.StartsWith(name, StringComparison.Ordinal)).Select(digest => digest[name.Length..]).FirstOrDefault(PushedName.IsDigest);
    }
}
