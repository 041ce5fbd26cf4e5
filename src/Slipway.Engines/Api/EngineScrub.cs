using System.Globalization;
using System.Text.Json;

namespace Slipway.Engines.Api;

/// <summary>
/// Takes from an engine what belongs to its job and not to its layers: containers but buildx builders, networks, volumes without a name.
/// Through the engine's API (docs.docker.com, Engine API v1.41), in which a missing thing is no failure.
/// </summary>
internal sealed class EngineScrub(HttpClient http)
{
    private const string BuilderPrefix = "/buildx_buildkit_";

    /// <param name="buildCacheBytes">BuildKit's cache is pruned down to this, the longest unused first.</param>
    /// <param name="cancellationToken">Covers it all.</param>
    public async Task RunAsync(long buildCacheBytes, CancellationToken cancellationToken)
    {
        await RemoveContainersAsync(cancellationToken);
        await PostAsync("/v1.41/networks/prune", cancellationToken);
        await RemoveNamelessVolumesAsync(cancellationToken);
        await PostAsync(string.Create(CultureInfo.InvariantCulture, $"/v1.41/build/prune?all=true&keep-storage={buildCacheBytes}"), cancellationToken);
    }

    private async Task RemoveContainersAsync(CancellationToken cancellationToken)
    {
        using var list = JsonDocument.Parse(await http.GetStringAsync(new Uri("/v1.41/containers/json?all=true", UriKind.Relative), cancellationToken));
        foreach (var container in list.RootElement.EnumerateArray())
        {
            var id = container.GetProperty("Id").GetString();
            var builder = container.GetProperty("Names").EnumerateArray().Any(name => name.GetString()!.StartsWith(BuilderPrefix, StringComparison.Ordinal));
            // A builder's state must be closed before its volume is copied.
            using var answer = builder
                ? await http.PostAsync(new Uri($"/v1.41/containers/{id}/stop?t=5", UriKind.Relative), null, cancellationToken)
                : await http.DeleteAsync(new Uri($"/v1.41/containers/{id}?force=true&v=true", UriKind.Relative), cancellationToken);
        }
    }

    // Not by pruning: at this version of the API that takes named volumes too. A nameless one has 64 hexadecimal digits for its name.
    private async Task RemoveNamelessVolumesAsync(CancellationToken cancellationToken)
    {
        using var list = JsonDocument.Parse(await http.GetStringAsync(new Uri("/v1.41/volumes", UriKind.Relative), cancellationToken));
        if (list.RootElement.GetProperty("Volumes") is not { ValueKind: JsonValueKind.Array } volumes)
        {
            return;
        }
        foreach (var name in volumes.EnumerateArray().Select(volume => volume.GetProperty("Name").GetString()!).Where(name => name.Length == 64 && name.All(char.IsAsciiHexDigitLower)))
        {
            using var answer = await http.DeleteAsync(new Uri($"/v1.41/volumes/{name}", UriKind.Relative), cancellationToken);
        }
    }

    private async Task PostAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), null, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}
