using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Slipway.Linux.Files;
using Slipway.Model.Assignments;
using Slipway.Model.Wire;

namespace Slipway.Execution.Continuations;

/// <summary>Takes the one continuation of a setup pipeline, from whichever of its jobs brings it first. Safe for all jobs at once, also in several processes.</summary>
/// <param name="offer">What a job must know to hand one in.</param>
/// <param name="file">Where it is kept; nothing is there until it is taken.</param>
/// <param name="newFile">Gives what the file is written by.</param>
/// <remarks>https://circleci.com/docs/guides/orchestrate/dynamic-config/ and the API's <c>POST /pipeline/continue</c>.</remarks>
public sealed class PipelineContinuation(ContinuationOffer offer, string file, Func<WholeFile> newFile)
{
    public const string Path = "/api/v2/pipeline/continue";

    /// <summary>What the pipeline goes on with; null while no job has said so.</summary>
    public ContinuedConfig? Taken => File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), ContinuationJson.Default.ContinuedConfig) : null;

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
            return Take(ContinueRequest.Read(ask.Body.Span), workflow);
        }
        catch (JsonException failure)
        {
            return Say(HttpStatusCode.BadRequest, $"The body is no JSON: {failure.Message}");
        }
    }

    private HttpAnswer Take(ContinueRequest body, string workflow)
    {
        if (body.Key is null || !IsKey(body.Key))
        {
            return Say(HttpStatusCode.Forbidden, "Permission denied: continuation-key is not this pipeline's CIRCLE_CONTINUATION_KEY.");
        }

        if (string.IsNullOrWhiteSpace(body.Configuration))
        {
            return Say(HttpStatusCode.BadRequest, "There is no configuration: it must be the text of a config.");
        }

        if (body.Parameters is not { } parameters)
        {
            return Say(HttpStatusCode.BadRequest, "The parameters are not an object of texts, whole numbers and booleans.");
        }

        return parameters.Keys.Where(offer.Given.Contains).ToList() is { Count: > 0 } twice
            ? Say(HttpStatusCode.BadRequest, $"Conflicting pipeline parameters. The run was started with {string.Join(", ", twice)}.")
            : Keep(new ContinuedConfig(workflow, body.Configuration, parameters));
    }

    /// <summary>In a time that says nothing of how much of it is right.</summary>
    private bool IsKey(string text) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(offer.Key));

    private HttpAnswer Keep(ContinuedConfig config)
    {
        try
        {
            using var whole = newFile();
            File.WriteAllBytes(whole.Draft, JsonSerializer.SerializeToUtf8Bytes(config, ContinuationJson.Default.ContinuedConfig));
            return whole.TryMoveTo(file)
                ? Say(HttpStatusCode.OK, "The pipeline goes on with this config when the setup workflow has ended.")
                : Say(HttpStatusCode.Conflict, "This pipeline has been continued already: a setup workflow can do so once.");
        }
        catch (IOException failure)
        {
            return Say(HttpStatusCode.InternalServerError, $"The config cannot be kept: {failure.Message}");
        }
    }

    private static HttpAnswer Say(HttpStatusCode status, string message) =>
        new((int)status, $"{{\"message\":\"{JsonEncodedText.Encode(message, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"}}\n");
}
