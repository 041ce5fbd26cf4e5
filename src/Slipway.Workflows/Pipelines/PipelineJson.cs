using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Workflows.Pipelines;

/// <summary>The JSON forms of states, inputs and outputs.</summary>
public static class PipelineJson
{
    public static string Write(PipelineState state) => JsonSerializer.Serialize(state, PipelineJsonContext.Default.PipelineState);

    public static string Write(PipelineInput input) => JsonSerializer.Serialize(input, PipelineJsonContext.Default.PipelineInput);

    public static string Write(PipelineOutput output) => JsonSerializer.Serialize(output, PipelineJsonContext.Default.PipelineOutput);

    /// <exception cref="JsonException">The text is no state.</exception>
    public static PipelineState ReadState(string json) => JsonSerializer.Deserialize(json, PipelineJsonContext.Default.PipelineState) ?? throw new JsonException("The text is no state of a pipeline.");

    /// <exception cref="JsonException">The text is no input.</exception>
    public static PipelineInput ReadInput(string json) => JsonSerializer.Deserialize(json, PipelineJsonContext.Default.PipelineInput) ?? throw new JsonException("The text is no input of a pipeline.");

    /// <exception cref="JsonException">The text is no output.</exception>
    public static PipelineOutput ReadOutput(string json) => JsonSerializer.Deserialize(json, PipelineJsonContext.Default.PipelineOutput) ?? throw new JsonException("The text is no output of a pipeline.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PipelineState))]
[JsonSerializable(typeof(PipelineInput))]
[JsonSerializable(typeof(PipelineOutput))]
internal sealed partial class PipelineJsonContext : JsonSerializerContext;
