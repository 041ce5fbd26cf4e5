using System.Text;
using Slipway.Engines.Settings;

namespace Slipway.Engines.Sandboxes;

/// <summary>
/// Writes BuildKit's buildkitd.toml: a BuildKit in its own container reads nothing of dockerd's registry settings. Clients hand it on with
/// <c>docker buildx create --config</c>, or have it as ~/.docker/buildx/buildkitd.default.toml.
/// </summary>
public static class BuildkitConfig
{
    public static string Write(EngineRegistrySettings registries)
    {
        var text = new StringBuilder();
        if (registries.Mirrors.Count > 0)
        {
            var mirrors = registries.Mirrors.Select(url => Quote(new Uri(url).Authority));
            text.AppendLine("[registry.\"docker.io\"]").AppendLine($"  mirrors = [{string.Join(", ", mirrors)}]");
            foreach (var mirror in registries.Mirrors.Select(url => new Uri(url)).Where(url => url.Scheme == Uri.UriSchemeHttp))
            {
                text.AppendLine($"[registry.{Quote(mirror.Authority)}]").AppendLine("  http = true");
            }
        }
        foreach (var registry in registries.Insecure)
        {
            text.AppendLine($"[registry.{Quote(registry)}]").AppendLine("  http = true").AppendLine("  insecure = true");
        }
        return text.ToString();
    }

    private static string Quote(string text) => $"\"{text.Replace("\"", "", StringComparison.Ordinal)}\"";
}
