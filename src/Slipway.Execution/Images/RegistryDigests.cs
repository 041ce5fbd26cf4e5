using System.Text.Json;
using System.Text.Json.Serialization;
using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Linux.Failures;

namespace Slipway.Execution.Images;

/// <summary>Asks a registry, through Docker and its settings for registries, which content a tag stands for now.</summary>
internal sealed class RegistryDigests(DockerClient docker)
{
    private const string LoginHeader = "X-Registry-Auth";

    /// <returns>The same image by its content.</returns>
    /// <exception cref="DockerApiException">There is no such image, the login does not give it, or the registry falters.</exception>
    /// <exception cref="InfrastructureException">What it says is no digest.</exception>
    public async Task<ImageReference> FindAsync(ImageReference reference, AuthConfig? auth, CancellationToken cancellationToken)
    {
        if (auth is null)
        {
            return reference.At((await docker.Distribution.InspectAsync(reference.ToString(), cancellationToken)).Descriptor?.Digest);
        }

        // The library has no parameter for the login of this question.
        using var asking = new DockerClientBuilder().WithEndpoint(docker.Options.Endpoint).WithHeader(LoginHeader, Header(auth)).Build();
        return reference.At((await asking.Distribution.InspectAsync(reference.ToString(), cancellationToken)).Descriptor?.Digest);
    }

    /// <summary>The login as Docker's API has it: JSON in the base64 of addresses.</summary>
    private static string Header(AuthConfig auth) =>
        Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(auth, LoginJson.Default.AuthConfig)).Replace('+', '-').Replace('/', '_');
}

[JsonSerializable(typeof(AuthConfig))]
internal sealed partial class LoginJson : JsonSerializerContext;
