using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Linux.Failures;
using Slipway.Model.Texts;

namespace Slipway.Engines.Api;

/// <summary>
/// Takes from an engine what belongs to its job and not to its layers: containers but buildx builders, networks, volumes without a name.
/// Through the engine's API (docs.docker.com, Engine API), in which a missing thing is no failure. Each engine speaks
/// its own version of it, and of what is asked here all have the same idea. What is too much for a layer cache goes too: nameless images,
/// then the oldest, and of BuildKit's cache what there is no room for beside the rest.
/// </summary>
internal sealed class EngineScrub(HttpClient http, TimeProvider clock)
{
    /// <summary>Many times what it takes. The next job of the project waits for its end, and an engine that answers slowly must not make it wait long.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(45);

    private const string BuilderPrefix = "/buildx_buildkit_";
    private const int IdDigits = 64;

    /// <param name="mostBytes">What the data root may hold.</param>
    /// <exception cref="InfrastructureException">The engine takes too long.</exception>
    public async Task RunAsync(long mostBytes, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(MostTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await ScrubAsync(mostBytes, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw new InfrastructureException($"its dockerd has not tidied up within {DurationText.Of(MostTime)}");
        }
    }

    private async Task ScrubAsync(long mostBytes, CancellationToken cancellationToken)
    {
        // On disk files take more than they have bytes.
        var room = mostBytes / 8 * 7;
        await RemoveContainersAsync(cancellationToken);
        await PostAsync("/networks/prune", cancellationToken);
        await RemoveNamelessVolumesAsync(cancellationToken);
        var kept = await KeptAsync(cancellationToken);
        if (kept > room)
        {
            await PostAsync($"/images/prune?filters={Uri.EscapeDataString("""{"dangling":["true"]}""")}", cancellationToken);
            kept = await RemoveOldImagesAsync(room, cancellationToken);
        }
        // The name until version 1.47 of the API and the one since.
        var rest = Math.Max(1, room - kept);
        await PostAsync(string.Create(CultureInfo.InvariantCulture, $"/build/prune?all=true&keep-storage={rest}&reserved-space={rest}"), cancellationToken);
    }

    /// <summary>Removes images of which there is no container, the oldest first, until the others fit.</summary>
    /// <returns>The bytes that are left.</returns>
    private async Task<long> RemoveOldImagesAsync(long room, CancellationToken cancellationToken)
    {
        var containers = await GetAsync("/containers/json?all=true", EngineObjectsJson.Default.IReadOnlyListEngineContainer, cancellationToken);
        var used = (containers ?? []).Select(container => container?.Image).ToHashSet(StringComparer.Ordinal);
        var images = await GetAsync("/images/json", EngineObjectsJson.Default.IReadOnlyListEngineImage, cancellationToken);
        var kept = await KeptAsync(cancellationToken);
        foreach (var image in (images ?? []).OfType<EngineImage>().Where(image => IsDigest(image.Id) && !used.Contains(image.Id)).OrderBy(image => image.Created))
        {
            if (kept <= room)
            {
                break;
            }
            using var answer = await http.DeleteAsync(new Uri($"/images/{image.Id}?force=true", UriKind.Relative), cancellationToken);
            kept = await KeptAsync(cancellationToken);
        }
        return kept;
    }

    private async Task<long> KeptAsync(CancellationToken cancellationToken) =>
        (await GetAsync("/system/df", EngineObjectsJson.Default.EngineDiskUse, cancellationToken))?.Kept ?? 0;

    private async Task RemoveContainersAsync(CancellationToken cancellationToken)
    {
        var containers = await GetAsync("/containers/json?all=true", EngineObjectsJson.Default.IReadOnlyListEngineContainer, cancellationToken);
        foreach (var container in (containers ?? []).OfType<EngineContainer>().Where(container => IsId(container.Id)))
        {
            var builder = (container.Names ?? []).Any(name => name?.StartsWith(BuilderPrefix, StringComparison.Ordinal) ?? false);
            // A builder's state must be closed before its volume is copied.
            using var answer = builder
                ? await http.PostAsync(new Uri($"/containers/{container.Id}/stop?t=5", UriKind.Relative), null, cancellationToken)
                : await http.DeleteAsync(new Uri($"/containers/{container.Id}?force=true&v=true", UriKind.Relative), cancellationToken);
        }
    }

    // Not by pruning: with versions of the API before 1.42 that takes named volumes too. A nameless one is named like an id.
    private async Task RemoveNamelessVolumesAsync(CancellationToken cancellationToken)
    {
        var list = await GetAsync("/volumes", EngineObjectsJson.Default.EngineVolumes, cancellationToken);
        foreach (var name in (list?.Volumes ?? []).Select(volume => volume?.Name).Where(IsId))
        {
            using var answer = await http.DeleteAsync(new Uri($"/volumes/{name}", UriKind.Relative), cancellationToken);
        }
    }

    private static bool IsDigest(string? text) => text?.Split(':') is ["sha256", var digits] && IsId(digits);

    private static bool IsId(string? text) => text is { Length: IdDigits } && text.All(char.IsAsciiHexDigitLower);

    private async Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize(await http.GetByteArrayAsync(new Uri(path, UriKind.Relative), cancellationToken), type);

    private async Task PostAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), null, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}
