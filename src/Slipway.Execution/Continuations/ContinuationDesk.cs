using System.Net;
using System.Text.Json;
using Slipway.Model.Wire;

namespace Slipway.Execution.Continuations;

/// <summary>Takes the one continuation of a setup pipeline, from whichever of its jobs brings it first. Safe for all jobs at once.</summary>
/// <param name="key">The value of CIRCLE_CONTINUATION_KEY.</param>
/// <param name="given">The pipeline parameters that the run was started with; a continuation may not give them again.</param>
/// <remarks>https://circleci.com/docs/guides/orchestrate/dynamic-config/ and the API's <c>POST /pipeline/continue</c>.</remarks>
public sealed class ContinuationDesk(string key, IReadOnlyCollection<string> given)
{
    public const string Path = "/api/v2/pipeline/continue";
    private readonly Lock _lock = new();

    public string Key => key;

    /// <summary>What the pipeline goes on with; null while no job has said so.</summary>
    public ContinuedConfig? Taken { get; private set; }

    /// <param name="ask">What a program in a job asked.</param>
    /// <param name="workflow">The job's workflow.</param>
    public HttpAnswer Answer(HttpAsk ask, string workflow)
    {
        if (ask.Path.TrimEnd('/') != Path || ask.Method != "POST")
        {
            return Say(HttpStatusCode.NotFound, $"There is nothing here but POST {Path}.");
        }

        try
        {
            using var body = JsonDocument.Parse(ask.Body);
            return Take(body.RootElement, workflow);
        }
        catch (JsonException failure)
        {
            return Say(HttpStatusCode.BadRequest, $"The body is no JSON: {failure.Message}");
        }
    }

    private HttpAnswer Take(JsonElement body, string workflow)
    {
        if (Text(body, "continuation-key") != key)
        {
            return Say(HttpStatusCode.Forbidden, "Permission denied: continuation-key is not this pipeline's CIRCLE_CONTINUATION_KEY.");
        }

        if (string.IsNullOrWhiteSpace(Text(body, "configuration")))
        {
            return Say(HttpStatusCode.BadRequest, "There is no configuration: it must be the text of a config.");
        }

        var parameters = new Dictionary<string, JsonElement>();
        if (body.TryGetProperty("parameters", out var list) && list.ValueKind != JsonValueKind.Null && !TryRead(list, parameters))
        {
            return Say(HttpStatusCode.BadRequest, "The parameters are not an object of texts, whole numbers and booleans.");
        }

        return parameters.Keys.Where(given.Contains).ToList() is { Count: > 0 } twice
            ? Say(HttpStatusCode.BadRequest, $"Conflicting pipeline parameters. The run was started with {string.Join(", ", twice)}.")
            : Keep(new ContinuedConfig(workflow, Text(body, "configuration")!, parameters));
    }

    private HttpAnswer Keep(ContinuedConfig config)
    {
        lock (_lock)
        {
            if (Taken is not null)
            {
                return Say(HttpStatusCode.Conflict, "This pipeline has been continued already: a setup workflow can do so once.");
            }

            Taken = config;
        }

        return Say(HttpStatusCode.OK, "The pipeline goes on with this config when the setup workflow has ended.");
    }

    private static bool TryRead(JsonElement list, Dictionary<string, JsonElement> parameters)
    {
        if (list.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        foreach (var parameter in list.EnumerateObject())
        {
            parameters[parameter.Name] = parameter.Value.Clone();
        }

        return parameters.Values.All(value => value.ValueKind is JsonValueKind.String or JsonValueKind.True or JsonValueKind.False
            || (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _)));
    }

    private static string? Text(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static HttpAnswer Say(HttpStatusCode status, string message) =>
        new((int)status, $"{{\"message\":\"{JsonEncodedText.Encode(message, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"}}\n");
}
