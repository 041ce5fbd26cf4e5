using System.Text;
using System.Text.Json;
using Docker.DotNet.Models;
using Slipway.Execution.Variables;
using Slipway.Model.Plans;

namespace Slipway.Execution.Images;

/// <summary>Finds the login for an image: the config's own, with variables filled in, else what <c>docker login</c> left on this machine.</summary>
/// <param name="variables">Those of the job.</param>
/// <param name="withMachines">False: the config's own alone.</param>
public sealed class RegistryLogins(IReadOnlyDictionary<string, string> variables, bool withMachines)
{
    /// <param name="image">The very value that the registry is asked for.</param>
    /// <param name="own">The login that the config has for it.</param>
    public AuthConfig? For(ImageReference image, RegistryAuth? own)
    {
        var registry = image.Registry;
        return own is { } auth
            ? new AuthConfig
            {
                Username = VariableText.Expand(auth.Username, variables),
                Password = VariableText.Expand(auth.Password, variables),
                ServerAddress = registry,
            }
            : withMachines ? FromDockerConfig(registry) : null;
    }

    private static AuthConfig? FromDockerConfig(string registry)
    {
        var folder = Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "config.json")));
            return document.RootElement.TryGetProperty("auths", out var auths)
                && auths.TryGetProperty(registry, out var entry)
                && entry.TryGetProperty("auth", out var auth)
                ? Decode(auth.GetString() ?? "", registry)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static AuthConfig? Decode(string encoded, string registry)
    {
        var text = Encoding.UTF8.GetString(Convert.FromBase64String(encoded));
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : new AuthConfig { Username = text[..colon], Password = text[(colon + 1)..], ServerAddress = registry };
    }
}
