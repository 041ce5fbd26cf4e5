using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Config.PipelineValues;
using Slipway.Model.Plans;

namespace Slipway.Server.Compilation;

/// <summary>A config that is to be compiled, with all that the plan depends on.</summary>
public sealed record CompileRequest
{
    /// <summary>Its path in the repository.</summary>
    public required string File { get; init; }

    public required ReadOnlyMemory<byte> Config { get; init; }

    /// <summary>Pipeline parameters as JSON values: texts, numbers, true and false.</summary>
    public IReadOnlyDictionary<string, JsonElement> Parameters { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>The same of a setup pipeline's first half, for the parameters that this config declares too.</summary>
    public IReadOnlyDictionary<string, JsonElement> Inherited { get; init; } = new Dictionary<string, JsonElement>();

    public required GitFacts Git { get; init; }

    public required long Number { get; init; }

    public required Guid Pipeline { get; init; }
}

/// <summary>What a setup workflow has given to go on with.</summary>
/// <param name="Workflow">That gave it.</param>
public sealed record GivenConfig(string Workflow, string Configuration, IReadOnlyDictionary<string, JsonElement> Parameters);

/// <summary>What came of it.</summary>
/// <param name="Plan">Selected for the push; null: the config is wrong.</param>
/// <param name="Problems">All that was found, with its places.</param>
public sealed record CompileAnswer(Plan? Plan, IReadOnlyList<PipelineProblem> Problems);

/// <summary>Both as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CompileRequest))]
[JsonSerializable(typeof(GivenConfig))]
[JsonSerializable(typeof(CompileAnswer))]
[JsonSerializable(typeof(IReadOnlyList<PipelineProblem>))]
public sealed partial class CompileJson : JsonSerializerContext;
