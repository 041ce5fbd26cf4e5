using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Engines.Api;

/// <summary>
/// Takes from an engine what belongs to its job and not to its layers: containers but buildx builders, networks, volumes without a name.
/// Through the engine's API (docs.docker.com, Engine API), in which a missing thing is no failure. Each engine speaks
/// its own version of it, and of what is asked here all have the same idea.
/// </summary>
internal sealed class EngineScrub(HttpClient http)
{
    private const string BuilderPrefix = "/buildx_buildkit_";
    private const int IdDigits = 64;

    /// <param name="buildCacheBytes">BuildKit's cache is pruned down to this, the longest unused first.</param>
    /// <param name="cancellationToken">Covers it all.</param>
    public async Task RunAsync(long buildCacheBytes, CancellationToken cancellationToken)
    {
        await RemoveContainersAsync(cancellationToken);
        await PostAsync("/networks/prune", cancellationToken);
        await RemoveNamelessVolumesAsync(cancellationToken);
        await PostAsync(string.Create(CultureInfo.InvariantCulture, $"/build/prune?all=true&keep-storage={buildCacheBytes}"), cancellationToken);
    }

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

    private static bool IsId(string? text) => text is { Length: IdDigits } && text.All(char.IsAsciiHexDigitLower);

    private async Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize(await http.GetByteArrayAsync(new Uri(path, UriKind.Relative), cancellationToken), type);

    private async Task PostAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), null, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}
