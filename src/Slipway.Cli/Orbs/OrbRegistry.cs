using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Config.Orbs;

namespace Slipway.Cli.Orbs;

/// <summary>Asks a CircleCI registry for orbs, through the one GraphQL query that CircleCI's own command line uses.</summary>
internal sealed class OrbRegistry(HttpClient client, Uri endpoint, string? token)
{
    private const string Query = "query($orbVersionRef: String!) { orbVersion(orbVersionRef: $orbVersionRef) { version source } }";

    public async Task<OrbFetch> FetchAsync(OrbReference.Registry reference, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = JsonContent.Create(
                new RegistryQuestion(Query, new RegistryVariables(reference.ToString())),
                OrbRegistryJson.Default.RegistryQuestion),
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", token);
        }

        using var response = await client.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            return new OrbFetch.Failed($"{endpoint.Host} answered {(int)response.StatusCode}");
        }

        return await ReadAsync(response, reference, cancellationToken);
    }

    private async Task<OrbFetch> ReadAsync(HttpResponseMessage response, OrbReference.Registry reference, CancellationToken cancellationToken)
    {
        RegistryAnswer? answer;
        try
        {
            answer = await response.Content.ReadFromJsonAsync(OrbRegistryJson.Default.RegistryAnswer, cancellationToken);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException)
        {
            return new OrbFetch.Failed($"{endpoint.Host} answered with something else than a registry does");
        }

        if (answer?.Data?.OrbVersion is { Source: { } source, Version: { } version })
        {
            return new OrbFetch.Found($"{reference.FullName}@{version}", source);
        }

        return answer?.Errors is [{ Message: var message }, ..]
            ? new OrbFetch.Missing($"{endpoint.Host} says: {message.TrimEnd('.')}")
            : new OrbFetch.Missing($"{endpoint.Host} knows no such orb or version");
    }
}

internal sealed record RegistryQuestion(string Query, RegistryVariables Variables);

internal sealed record RegistryVariables(string OrbVersionRef);

internal sealed record RegistryAnswer(RegistryResult? Data, IReadOnlyList<RegistryProblem>? Errors);

internal sealed record RegistryResult(RegistryOrb? OrbVersion);

internal sealed record RegistryOrb(string? Version, string? Source);

internal sealed record RegistryProblem(string Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RegistryQuestion))]
[JsonSerializable(typeof(RegistryAnswer))]
internal sealed partial class OrbRegistryJson : JsonSerializerContext;
